package godwit.exchange;

import godwit.codec.payload.RoutingCode;
import godwit.store.outgoing.Deliveries;
import godwit.store.outgoing.Outgoing;
import godwit.store.segment.Place;
import godwit.trust.Credentials;
import godwit.trust.Identities;
import godwit.trust.Identity;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.StreamResetException;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.OpenSSLEngineOptions;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;

/// Speaks to one peer, and to the hub that leads to it, over mutual TLS.
///
/// Its methods wait, so they are called on virtual threads; what the network does is seen to on an
/// event loop, where responses are to be handled too.
/*
 * Whose server it is, its certificate's URN says, so host names are not compared: endpoints are
 * often bare addresses, move without a new certificate, and a name in DNS proves less than the
 * URN under the federation's own trust. Nothing is sent, not even a request line, before the URN
 * was found to be the peer's; this is looked at for each request, also on a kept connection.
 */
final class PeerClient {
  private static final int CONNECTIONS = 4;
  private static final int OPEN_SECONDS = 10;
  private static final int STALLED_SECONDS = 60;
  private static final int KEPT_SECONDS = 240; // a server keeps idle connections for 300
  private static final int USER_TIMEOUT_MILLIS = 45_000;
  private static final int LONGEST_DAYS = 7; // of a batch, each piece of which has its own bound
  private static final int MAX_REPLY_BYTES = 1 << 20;
  private static final int MAX_REASON_CHARACTERS = 300;
  private static final Duration STORE_PATIENCE = Duration.ofSeconds(20);

  private final Vertx vertx;
  private final Context loop;
  private final FederationSource federation;
  private final InstantSource clock;
  private Opened opened;

  PeerClient(Vertx vertx, FederationSource federation, InstantSource clock) throws IOException {
    this.vertx = vertx;
    this.loop = ((VertxInternal) vertx).createEventLoopContext();
    this.federation = federation;
    this.clock = clock;
    this.opened = open(federation.credentials());
  }

  /* Connections, and the credentials that all of them were opened with. */
  private record Opened(Credentials credentials, HttpClient client) {}

  /// The server that answered is not the peer that was meant.
  private static final class WrongServer extends IOException {
    WrongServer(RoutingCode expected, String found) {
      super("the server is not " + expected + ": " + found);
    }
  }

  /// Sends a batch. A fault of the store is thrown; whatever the network does is an answer.
  Answer post(Deliveries deliveries, Outgoing outgoing, Route.Stop stop) throws TimeoutException {
    List<Place> places =
        Wait.atMost(deliveries.places(outgoing), STORE_PATIENCE.toSeconds(), TimeUnit.SECONDS);
    BodyUpload.requireWhole(outgoing, places);
    try {
      HttpClientRequest request = open(HttpMethod.POST, stop, outgoing.path());
      return send(request, deliveries, outgoing, places);
    } catch (BodyUpload.Unreadable fault) {
      throw fault;
    } catch (Exception fault) {
      return unreachable(fault);
    }
  }

  /// Asks what became of a batch.
  Answer status(Sent sent, Route.Stop stop) {
    try {
      HttpClientRequest request = open(HttpMethod.GET, stop, "/batch/" + sent.batch());
      Future<Reply> reply = request.response().compose(this::read);
      try {
        request.end();
        return AnswerReader.ofAsking(Wait.atMost(reply, STALLED_SECONDS, TimeUnit.SECONDS), sent);
      } finally {
        if (!reply.succeeded()) abandon(request);
      }
    } catch (Exception fault) {
      return unreachable(fault);
    }
  }

  /// Sends a small document, and gives the answer as it is.
  ///
  /// @throws Exception whatever kept the peer from answering
  Reply call(Route.Stop stop, String path, Buffer document, Duration patience) throws Exception {
    HttpClientRequest request = open(HttpMethod.POST, stop, path);
    Future<Reply> reply = request.response().compose(this::read);
    try {
      request.putHeader(HttpHeaders.CONTENT_TYPE, "application/json").end(document);
      return Wait.atMost(reply, patience.toMillis(), TimeUnit.MILLISECONDS);
    } finally {
      if (!reply.succeeded()) abandon(request);
    }
  }

  synchronized Future<Void> close() {
    return opened.client().close();
  }

  /* Replaced credentials count for the next request: no kept connection is used for it. */
  private synchronized HttpClient client() throws IOException {
    Credentials current = federation.credentials();
    if (current != opened.credentials()) {
      HttpClient former = opened.client();
      opened = open(current);
      former.shutdown(LONGEST_DAYS, TimeUnit.DAYS);
    }
    return opened.client();
  }

  private Opened open(Credentials credentials) throws IOException {
    HttpClient client = vertx.createHttpClient(
        options(vertx, credentials),
        new PoolOptions().setHttp1MaxSize(CONNECTIONS).setMaxWaitQueueSize(CONNECTIONS));
    return new Opened(credentials, client);
  }

  private Answer send(
      HttpClientRequest request, Deliveries deliveries, Outgoing outgoing, List<Place> places)
      throws TimeoutException {
    Future<Reply> reply = request.response().compose(this::read);
    var upload = new BodyUpload(vertx, request, outgoing, deliveries, reply);
    try {
      request
          .putHeader(HttpHeaders.CONTENT_TYPE, "application/octet-stream")
          .putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(outgoing.bytes()));
      Future<Void> sent = onLoop(() -> upload.run(places, Duration.ofSeconds(STALLED_SECONDS)));
      Wait.atMost(sent, LONGEST_DAYS, TimeUnit.DAYS);
      return AnswerReader.ofSending(
          Wait.atMost(reply, STALLED_SECONDS, TimeUnit.SECONDS), Sent.of(outgoing));
    } finally {
      /* A body that was not sent whole ends with its connection: it can't be taken for whole. */
      if (!reply.succeeded() || !upload.isWhole()) abandon(request);
    }
  }

  /// Opens a request to a stop whose certificate has been found to be the right one.
  HttpClientRequest open(HttpMethod method, Route.Stop stop, String path)
      throws TimeoutException, IOException {
    URI endpoint = stop.endpoint();
    RequestOptions target = new RequestOptions()
        .setMethod(method)
        .setHost(endpoint.getHost())
        .setPort(endpoint.getPort() < 0 ? 443 : endpoint.getPort())
        .setURI(endpoint.getRawPath().replaceAll("/+$", "") + path)
        .setConnectTimeout(TimeUnit.SECONDS.toMillis(OPEN_SECONDS));
    HttpClient client = client();
    Future<HttpClientRequest> asked = onLoop(() -> client.request(target));
    HttpClientRequest request;
    try {
      request = Wait.atMost(asked, 2L * OPEN_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException late) {
      asked.onSuccess(PeerClient::abandon);
      throw late;
    }
    request.exceptionHandler(_ -> {}); // the response's future says the same
    /* Else what a peer wrote that is no HTTP would be in the log. */
    request.connection().exceptionHandler(_ -> {});
    requireServer(request, stop.server());
    return request;
  }

  private <T> Future<T> onLoop(Supplier<Future<T>> task) {
    Promise<T> done = Promise.promise();
    loop.runOnContext(_ -> {
      try {
        task.get().onComplete(done);
      } catch (RuntimeException fault) {
        done.fail(fault);
      }
    });
    return done.future();
  }

  /* After an early answer a reset alone would leave the connection to the next request. */
  static void abandon(HttpClientRequest request) {
    request.reset();
    request.connection().close();
  }

  private static void requireServer(HttpClientRequest request, RoutingCode expected)
      throws WrongServer {
    Identity found;
    try {
      found = Identities.of(request.connection().peerCertificates());
    } catch (SSLPeerUnverifiedException none) {
      found = new Identity.Unknown("no certificate");
    }
    Optional<String> other = switch (found) {
      case Identity.Authority(var code) ->
        code.equals(expected) ? Optional.empty() : Optional.of("it is " + code);
      case Identity.Unknown(var reason) -> Optional.of(reason);
    };
    if (other.isEmpty()) return;
    abandon(request);
    throw new WrongServer(expected, other.get());
  }

  /* Handlers are set in the turn that the response comes in, or its first bytes would be lost. */
  private Future<Reply> read(HttpClientResponse response) {
    Promise<Reply> whole = Promise.promise();
    Buffer body = Buffer.buffer();
    response.exceptionHandler(whole::tryFail);
    response.handler(piece -> {
      if (body.length() + piece.length() > MAX_REPLY_BYTES) {
        whole.tryFail(new IOException("an answer of more than " + MAX_REPLY_BYTES + " bytes"));
      } else {
        body.appendBuffer(piece);
      }
    });
    response.endHandler(_ -> whole.tryComplete(new Reply(
        response.statusCode(),
        Optional.ofNullable(response.getHeader(HttpHeaders.RETRY_AFTER))
            .flatMap(text -> Backoff.retryAfter(text, clock.instant())),
        body)));
    return whole.future();
  }

  static Answer unreachable(Exception fault) {
    return new Answer.Unreachable(kind(fault), reason(fault));
  }

  /// What the network did, in this node's own words alone.
  static String kind(Exception fault) {
    return switch (fault) {
      case WrongServer wrong -> String.valueOf(wrong.getMessage());
      case TimeoutException _ -> "no progress in time";
      case InterruptedException _ -> "this node was stopped";
      case UnknownHostException _ -> "the name of its address is not known";
      case ConnectException _ -> "no connection";
      case SSLException _ -> "TLS fails";
      case StreamResetException _ -> "the stream was reset";
      case IOException _, HttpClosedException _ -> "the connection broke";
      default -> "no answer: " + fault.getClass().getSimpleName();
    };
  }

  /// What the network did, in a few words, which may be the peer's.
  static String reason(Exception fault) {
    String reason = switch (fault) {
      case TimeoutException _ -> "no progress in time";
      case InterruptedException _ -> "this node was stopped";
      default -> Optional.ofNullable(fault.getMessage()).orElse(fault.getClass().getSimpleName());
    };
    return reason.substring(0, Math.min(reason.length(), MAX_REASON_CHARACTERS));
  }

  private static HttpClientOptions options(Vertx vertx, Credentials credentials)
      throws IOException {
    HttpClientOptions options = new HttpClientOptions()
        .setSsl(true)
        .setVerifyHost(false) // see above
        .setTrustOptions(credentials.believed())
        .setKeyCertOptions(credentials.shown(vertx))
        .setEnabledSecureTransportProtocols(Set.of("TLSv1.2", "TLSv1.3"))
        .setTcpKeepAlive(true)
        .setTcpUserTimeout(USER_TIMEOUT_MILLIS)
        .setConnectTimeout((int) TimeUnit.SECONDS.toMillis(OPEN_SECONDS))
        .setSslHandshakeTimeout(OPEN_SECONDS)
        .setIdleTimeout(STALLED_SECONDS)
        .setIdleTimeoutUnit(TimeUnit.SECONDS)
        .setKeepAliveTimeout(KEPT_SECONDS);
    /* Without resumption a new connection always looks at the certificate anew. */
    if (OpenSSLEngineOptions.isAvailable()) {
      options.setSslEngineOptions(new OpenSSLEngineOptions().setSessionCacheEnabled(false));
    }
    return options;
  }
}
