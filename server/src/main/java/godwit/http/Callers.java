package godwit.http;

import godwit.codec.payload.RoutingCode;
import godwit.domain.Directory;
import godwit.domain.ProblemType;
import godwit.trust.Identities;
import godwit.trust.Identity;
import io.vertx.core.http.HttpConnection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;

/// Who is at the other end of each connection, by the certificate that TLS has proven.
///
/// One an event loop; used on that loop only. The certificate is read once a connection; what it
/// allows is looked up for every request.
public final class Callers {
  private final Directory directory;
  private final Map<HttpConnection, Identity> identities = new HashMap<>();

  public Callers(Directory directory) {
    this.directory = directory;
  }

  /// Takes note of a new connection.
  public void connected(HttpConnection connection) {
    identities.put(connection, read(connection));
    connection.closeHandler(_ -> identities.remove(connection));
  }

  /// The peer that calls.
  ///
  /// @throws Refusal if its certificate names nobody, or nobody who is configured
  public Directory.Peer peer(HttpConnection connection) {
    Identity identity =
        Optional.ofNullable(identities.get(connection)).orElseGet(() -> read(connection));
    return switch (identity) {
      case Identity.Authority(RoutingCode code) ->
        directory
            .peer(code)
            .orElseThrow(
                () -> Refusal.of(ProblemType.UNKNOWN_PEER, "no peer " + code + " is configured"));
      case Identity.Unknown(String reason) -> throw Refusal.of(ProblemType.UNKNOWN_PEER, reason);
    };
  }

  private static Identity read(HttpConnection connection) {
    try {
      return Identities.of(connection.peerCertificates());
    } catch (SSLPeerUnverifiedException e) {
      return new Identity.Unknown("the connection has no client certificate");
    }
  }
}
