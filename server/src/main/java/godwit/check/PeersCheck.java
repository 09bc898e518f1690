package godwit.check;

import godwit.codec.payload.RoutingCode;
import godwit.config.ServerConfig;
import godwit.node.ConfiguredFederation;
import godwit.peer.PeerConnections;
import godwit.peer.Reply;
import godwit.peer.WrongServer;
import godwit.time.TimeSource;
import godwit.trust.CertificateEnd;
import godwit.trust.Credentials;
import godwit.trust.Revocations;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.security.cert.CertificateException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/// What keeps this node from its peers: every endpoint is called, told by its certificate, and
/// asked for its resolver; all at once.
///
/// A peer that does not answer may do so later, so that is a warning; one that is somebody else
/// will not become the peer, so that is an error.
public final class PeersCheck {
  private static final int PATIENCE_SECONDS = 5;
  private static final int CONNECTIONS = 4;
  private static final int OK = 200;
  private static final int FORBIDDEN = 403;

  private final Vertx vertx;
  private final TimeSource time;

  /// @param time whose wall clock peers' certificates have to be valid by
  public PeersCheck(Vertx vertx, TimeSource time) {
    this.vertx = vertx;
    this.time = time;
  }

  /// What is found of all peers' endpoints.
  ///
  /// @throws IOException with a sentence if the files under `tls` cannot be used
  public List<Finding> findings(ServerConfig config) throws IOException {
    Credentials own = ConfiguredFederation.credentials(config, time);
    PeerConnections connections =
        new PeerConnections(vertx, () -> own, HttpVersion.HTTP_1_1, CONNECTIONS);
    List<Future<Optional<Finding>>> asked = new ArrayList<>();
    for (ServerConfig.Peer peer : config.peers()) {
      for (URI endpoint : peer.endpoints()) {
        asked.add(ask(connections, new Call(config, peer.code(), endpoint)));
      }
    }
    List<Finding> findings = new ArrayList<>();
    for (Future<Optional<Finding>> each : asked) each.await().ifPresent(findings::add);
    findings.addAll(ends(config, own.shown()));
    return findings;
  }

  /* What peers have shown in the handshakes. */
  private List<Finding> ends(ServerConfig config, Map<RoutingCode, CertificateEnd> shown) {
    Instant now = time.instant();
    List<Finding> findings = new ArrayList<>();
    for (ServerConfig.Peer peer : config.peers()) {
      Optional.ofNullable(shown.get(peer.code()))
          .filter(end -> end.isWithin(CertificateEnd.PEER_WARNED, now))
          .ifPresent(end -> findings.add(Finding.warning(
              "peers " + peer.code(),
              "Its certificate " + end.text(now) + ".",
              "Ask its operator whether a new one is on its way.")));
    }
    return findings;
  }

  /// One endpoint that is asked.
  private record Call(ServerConfig config, RoutingCode peer, URI endpoint) {
    Finding error(String problem, String remedy) {
      return Finding.error(about(), endpoint + " " + problem + ".", remedy);
    }

    Finding warning(String problem, String remedy) {
      return Finding.warning(about(), endpoint + " " + problem + ".", remedy);
    }

    String about() {
      return "peers " + peer;
    }
  }

  private Future<Optional<Finding>> ask(PeerConnections connections, Call call) {
    return connections
        .open(HttpMethod.GET, call.endpoint(), call.peer(), "/resolver")
        .compose(request -> resolver(request, call))
        .timeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .otherwise(failure -> Optional.of(unreachable(failure, call)));
  }

  private Future<Optional<Finding>> resolver(HttpClientRequest request, Call call) {
    Future<Reply> reply = PeerConnections.reply(request, time);
    return request
        .end()
        .compose(_ -> reply)
        .map(answer -> answered(answer, call))
        .otherwise(failure -> Optional.of(call.warning(
            "ended the connection before it answered (" + text(failure) + ")",
            "Perhaps it does not trust this node's certificate: send its operator "
                + call.config().tls().trust() + ".")));
  }

  private static Optional<Finding> answered(Reply answer, Call call) {
    return answer.status() == OK ? mixing(answer, call) : answered(answer.status(), call);
  }

  /* Where nothing is mixed, what comes from there shows whose contacts belong together. */
  private static Optional<Finding> mixing(Reply answer, Call call) {
    boolean mixes = answer
        .json()
        .filter(document -> document.getValue("mix") instanceof JsonObject mix
            && mix.getValue("every") instanceof Number every
            && every.longValue() > 0)
        .isPresent();
    return mixes
        ? Optional.empty()
        : Optional.of(call.warning(
            "does not say that it mixes what it sends (`mix` of its resolver)",
            "Its batches may show which exposures one patient has sent: talk to its operator."));
  }

  private static Optional<Finding> answered(int status, Call call) {
    return switch (status) {
      case FORBIDDEN ->
        Optional.of(call.warning(
            "lets in nobody who is " + call.config().authority().code(),
            "Ask its operator for an entry under `peers` there."));
      default ->
        Optional.of(call.warning(
            "answers /resolver with status " + status,
            "Ask its operator, or see whether `endpoints` needs a path."));
    };
  }

  private static Finding unreachable(Throwable failure, Call call) {
    if (failure instanceof TimeoutException) {
      return call.warning(
          "gives no answer within " + PATIENCE_SECONDS + " s",
          "See whether it runs, and whether a firewall is between.");
    }
    if (failure instanceof WrongServer wrong) {
      String remedy = "Correct `endpoints`; nothing is ever sent there.";
      return Finding.error(call.about(), call.endpoint() + ": " + text(wrong) + ".", remedy);
    }
    Optional<Revocations.Revoked> revoked = cause(failure, Revocations.Revoked.class);
    if (revoked.isPresent()) {
      return call.error(
          "has a certificate that counts no more (" + text(revoked.get()) + ")",
          "Ask its operator when a new one comes; nothing is sent there before.");
    }
    if (cause(failure, CertificateException.class).isPresent()) {
      return call.error(
          "has a certificate that nobody in " + call.config().tls().trust() + " vouches for",
          "Put the certificate of its issuer there, which its operator gives you.");
    }
    if (failure instanceof SSLException) {
      return call.warning(
          "speaks no TLS with this node (" + text(failure) + ")",
          "See whether it is a peers' listener, and whether it trusts this node's certificate.");
    }
    return call.warning(
        "cannot be reached (" + text(failure) + ")",
        "See whether `endpoints` is right, whether it runs, and whether a firewall is between.");
  }

  private static <T extends Throwable> Optional<T> cause(Throwable failure, Class<T> kind) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (kind.isInstance(at)) return Optional.of(kind.cast(at));
    }
    return Optional.empty();
  }

  private static String text(Throwable failure) {
    return Optional.ofNullable(failure.getMessage()).orElse(failure.getClass().getSimpleName());
  }
}
