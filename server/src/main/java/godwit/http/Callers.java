package godwit.http;

import godwit.codec.payload.RoutingCode;
import godwit.domain.Directory;
import godwit.domain.ProblemType;
import godwit.exchange.FederationSource;
import godwit.trust.Credentials;
import godwit.trust.Identities;
import godwit.trust.Identity;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLPeerUnverifiedException;

/// Who is at the other end of each connection, by the certificate that TLS has proven.
///
/// One an event loop; used on that loop only. The certificate is read once a connection. Whether it
/// has ended, and what it allows, is looked at for every request; whether it is trusted, again once
/// the trust was replaced.
public final class Callers {
  private static final long LAST_ANSWER_SECONDS = 2;

  private final FederationSource federation;
  private final InstantSource clock;
  private final Map<HttpConnection, Caller> callers = new HashMap<>();

  public Callers(FederationSource federation, InstantSource clock) {
    this.federation = federation;
    this.clock = clock;
  }

  /* A connection's chain, and the credentials under which it was last found to be trusted. */
  private static final class Caller {
    private final Identity identity;
    private final List<X509Certificate> chain;
    private final Instant end;
    private Optional<Credentials> trusting = Optional.empty();

    private Caller(Identity identity, List<X509Certificate> chain) {
      this.identity = identity;
      this.chain = chain;
      this.end = chain.stream()
          .map(certificate -> certificate.getNotAfter().toInstant())
          .min(Instant::compareTo)
          .orElse(Instant.MIN);
    }
  }

  /// Ends connections of those who are not let in any more; what they are about to be answered has
  /// a moment to end.
  public void review() {
    for (var entry : List.copyOf(callers.entrySet())) {
      if (!isLetIn(entry.getValue())) {
        entry.getKey().shutdown(LAST_ANSWER_SECONDS, TimeUnit.SECONDS);
      }
    }
  }

  private boolean isLetIn(Caller caller) {
    Credentials current = federation.credentials();
    try {
      current.requireClient(caller.chain);
      return switch (caller.identity) {
        case Identity.Authority(RoutingCode code) ->
          federation.directory().peer(code).isPresent()
              && current.pins().allow(code, caller.chain.getFirst());
        case Identity.Gateway gateway -> isOwn(gateway);
        case Identity.Unknown _ -> false;
      };
    } catch (CertificateException untrusted) {
      return false;
    }
  }

  /// Takes note of a new connection.
  public void connected(HttpConnection connection) {
    callers.put(connection, read(connection));
    connection.closeHandler(_ -> callers.remove(connection));
  }

  /// The peer that calls.
  ///
  /// @throws Refusal if its certificate names nobody who is configured, or counts no more
  public Directory.Peer peer(HttpConnection connection) {
    Caller caller = Optional.ofNullable(callers.get(connection)).orElseGet(() -> read(connection));
    return switch (caller.identity) {
      case Identity.Authority(RoutingCode code) -> {
        requireTrust(connection, caller);
        if (!federation.credentials().pins().allow(code, caller.chain.getFirst())) {
          throw over(connection, "the client certificate is not one that is pinned for " + code);
        }
        yield federation
            .directory()
            .peer(code)
            .orElseThrow(() -> unknown("no peer " + code + " is configured"));
      }
      case Identity.Gateway _ -> throw unknown("a gateway of a venue is no peer");
      case Identity.Unknown(String reason) -> throw unknown(reason);
    };
  }

  /// The gateway of one of this authority's own venues that calls; empty if somebody else does.
  ///
  /// @throws Refusal if it is another authority's, or its certificate counts no more
  public Optional<Identity.Gateway> gateway(HttpConnection connection) {
    Caller caller = Optional.ofNullable(callers.get(connection)).orElseGet(() -> read(connection));
    if (!(caller.identity instanceof Identity.Gateway gateway)) return Optional.empty();
    requireTrust(connection, caller);
    if (!isOwn(gateway)) {
      throw unknown("venues of " + gateway.authority() + " are not this authority's");
    }
    return Optional.of(gateway);
  }

  private boolean isOwn(Identity.Gateway gateway) {
    return federation.directory().resolve(gateway.authority()) instanceof Directory.Resolution.Own;
  }

  /* A handshake may have been judged by the trust that was there a moment before. */
  private void requireTrust(HttpConnection connection, Caller caller) {
    if (clock.instant().isAfter(caller.end)) {
      throw over(connection, "the client certificate ended on " + caller.end);
    }
    Credentials current = federation.credentials();
    if (caller.trusting.filter(trusting -> trusting == current).isPresent()) return;
    try {
      current.requireClient(caller.chain);
    } catch (CertificateException untrusted) {
      throw over(connection, "the client certificate is not trusted any more");
    }
    caller.trusting = Optional.of(current);
  }

  /* Not in this turn, in which the refusal is written. */
  private static Refusal over(HttpConnection connection, String reason) {
    Optional.ofNullable(Vertx.currentContext())
        .orElseThrow()
        .runOnContext(_ -> connection.shutdown(LAST_ANSWER_SECONDS, TimeUnit.SECONDS));
    return unknown(reason);
  }

  private static Refusal unknown(String reason) {
    return Refusal.of(ProblemType.UNKNOWN_PEER, reason);
  }

  private static Caller read(HttpConnection connection) {
    try {
      List<Certificate> shown = connection.peerCertificates();
      List<X509Certificate> chain = shown.stream()
          .filter(X509Certificate.class::isInstance)
          .map(X509Certificate.class::cast)
          .toList();
      return new Caller(Identities.of(shown), chain);
    } catch (SSLPeerUnverifiedException e) {
      return new Caller(
          new Identity.Unknown("the connection has no client certificate"), List.of());
    }
  }
}
