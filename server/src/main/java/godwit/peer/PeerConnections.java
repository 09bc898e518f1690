package godwit.peer;

import godwit.codec.payload.RoutingCode;
import godwit.trust.CipherSuites;
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
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.internal.VertxInternal;
import java.io.IOException;
import java.net.URI;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import javax.net.ssl.SSLPeerUnverifiedException;

/// Connections to other authorities' servers over mutual TLS: the one way that anything here speaks
/// to a peer.
///
/// - shape: HTTP/1.1, or HTTP/2 where it is asked for; TLS 1.2 and 1.3 with [CipherSuites]
/// - units: a head of [#MAX_HEAD_BYTES], a body of [#MAX_BODY_BYTES], [#MAX_INTERIM] interim
/// answers
/// - errors: a request or its reply fails with [WrongServer], or with what TLS or the network does
/// - source: docs/protocol.md, "HTTP between authorities"; docs/adr/0011
///
/// What it hands out belongs to one event loop of its own; its methods may be called on any thread.
/*
 * Whose server it is, its certificate's URN says, so host names are not compared: endpoints are
 * often bare addresses, move without a new certificate, and a name in DNS proves less than the
 * URN under the federation's own trust. Nothing is sent, not even a request line, before the URN
 * was found to be the peer's; this is looked at for each request, also on a kept connection.
 * No session is ever resumed, so that each new connection looks at the certificate anew.
 */
public final class PeerConnections {
  /// The longest body of an answer that is read whole.
  public static final int MAX_BODY_BYTES = 1 << 20;

  static final int MAX_HEAD_BYTES = 8 * 1024;
  static final int MAX_INTERIM = 16;

  private static final int DEFAULT_PORT = 443;
  private static final int OPEN_SECONDS = 10;
  private static final int STALLED_SECONDS = 60;
  private static final int KEPT_SECONDS = 240; // a server keeps idle connections for 300
  private static final int USER_TIMEOUT_MILLIS = 45_000;
  private static final int LEAVING_DAYS = 7; // a request on a connection has bounds of its own

  private final Vertx vertx;
  private final Context loop;
  private final Supplier<Credentials> credentials;
  private final HttpVersion version;
  private final int connections;
  private final Set<HttpConnection> open = ConcurrentHashMap.newKeySet();
  private Opened opened;

  /// @param credentials asked for each request, since they may be replaced
  /// @param connections to one address at once; as many requests wait for one
  /// @throws IOException with a sentence if the credentials cannot be used
  public PeerConnections(
      Vertx vertx, Supplier<Credentials> credentials, HttpVersion version, int connections)
      throws IOException {
    this.vertx = vertx;
    this.loop = ((VertxInternal) vertx).createEventLoopContext();
    this.credentials = credentials;
    this.version = version;
    this.connections = connections;
    this.opened = open(credentials.get());
  }

  /* Connections, and the credentials that all of them were opened with. */
  private record Opened(Credentials credentials, HttpClient client) {}

  /// Opens a request to an authority's server whose certificate has been found to be the right one.
  ///
  /// @param endpoint a base that the path is appended to
  public Future<HttpClientRequest> open(
      HttpMethod method, URI endpoint, RoutingCode server, String path) {
    return open(method, endpoint, path).compose(request -> {
      Optional<WrongServer> wrong = wrong(server, request.connection());
      if (wrong.isEmpty()) return Future.succeededFuture(request);
      abandon(request);
      return Future.failedFuture(wrong.get());
    });
  }

  private Optional<WrongServer> wrong(RoutingCode expected, HttpConnection connection) {
    Optional<WrongServer> wrong = WrongServer.of(expected, identity(connection));
    if (wrong.isPresent()) return wrong;
    boolean pinned = chain(connection).stream()
        .findFirst()
        .filter(leaf -> credentials.get().pins().allow(expected, leaf))
        .isPresent();
    return pinned ? Optional.empty() : Optional.of(WrongServer.unpinned(expected));
  }

  /// Ends connections to servers that are not trusted any more. From any thread.
  public void review() {
    Credentials current = credentials.get();
    for (HttpConnection connection : open) {
      if (!isTrusted(current, connection)) connection.close();
    }
  }

  private static boolean isTrusted(Credentials current, HttpConnection connection) {
    List<X509Certificate> chain = chain(connection);
    if (chain.isEmpty()) return false;
    try {
      current.requireServer(chain);
    } catch (CertificateException untrusted) {
      return false;
    }
    return !(Identities.of(chain) instanceof Identity.Authority(RoutingCode code))
        || current.pins().allow(code, chain.getFirst());
  }

  private static List<X509Certificate> chain(HttpConnection connection) {
    try {
      return connection.peerCertificates().stream()
          .filter(X509Certificate.class::isInstance)
          .map(X509Certificate.class::cast)
          .toList();
    } catch (SSLPeerUnverifiedException none) {
      return List.of();
    }
  }

  /// Opens a request to whoever answers there, as long as the trust vouches for the certificate.
  public Future<HttpClientRequest> open(HttpMethod method, URI endpoint, String path) {
    RequestOptions target = new RequestOptions()
        .setMethod(method)
        .setHost(endpoint.getHost())
        .setPort(endpoint.getPort() < 0 ? DEFAULT_PORT : endpoint.getPort())
        .setURI(endpoint.getRawPath().replaceAll("/+$", "") + path)
        .setConnectTimeout(TimeUnit.SECONDS.toMillis(OPEN_SECONDS));
    return run(() -> client().request(target).onSuccess(PeerConnections::guard));
  }

  /// Whom the certificate of a connection's other end names.
  public static Identity identity(HttpConnection connection) {
    try {
      return Identities.of(connection.peerCertificates());
    } catch (SSLPeerUnverifiedException none) {
      return new Identity.Unknown("no certificate");
    }
  }

  /// The whole answer to a request; to be asked for before anything is sent.
  public static Future<Reply> reply(HttpClientRequest request, InstantSource clock) {
    return reply(request, clock, MAX_BODY_BYTES);
  }

  /// The same with another bound on its body.
  public static Future<Reply> reply(HttpClientRequest request, InstantSource clock, int most) {
    return request.response().compose(response -> read(response, clock, most));
  }

  /// Ends a request that is not to go on.
  /* After an early answer a reset alone would leave the connection to the next request. */
  public static void abandon(HttpClientRequest request) {
    request.reset();
    request.connection().close();
  }

  /// Runs a task on the event loop that its requests belong to.
  public <T> Future<T> run(Task<T> task) {
    Promise<T> done = Promise.promise();
    loop.runOnContext(_ -> {
      try {
        task.start().onComplete(done);
      } catch (IOException | RuntimeException fault) {
        done.fail(fault);
      }
    });
    return done.future();
  }

  /// What is begun on an event loop.
  public interface Task<T> {
    Future<T> start() throws IOException;
  }

  public synchronized Future<Void> close() {
    return opened.client().close();
  }

  /* Replaced credentials count for the next request: no kept connection is used for it. */
  private synchronized HttpClient client() throws IOException {
    Credentials current = credentials.get();
    if (!current.equals(opened.credentials())) {
      HttpClient former = opened.client();
      opened = open(current);
      former.shutdown(LEAVING_DAYS, TimeUnit.DAYS);
    }
    return opened.client();
  }

  private Opened open(Credentials current) throws IOException {
    PoolOptions pool = new PoolOptions()
        .setHttp1MaxSize(connections)
        .setHttp2MaxSize(connections)
        .setMaxWaitQueueSize(connections);
    HttpClient client = vertx
        .httpClientBuilder()
        .with(options(current))
        .with(pool)
        .withConnectHandler(connection -> {
          open.add(connection);
          connection.closeHandler(_ -> open.remove(connection));
        })
        .build();
    return new Opened(current, client);
  }

  /* An answer that never comes to its status line must cost nothing. */
  private static void guard(HttpClientRequest request) {
    AtomicInteger interim = new AtomicInteger();
    request.exceptionHandler(_ -> {}); // the response's future says the same
    /* Else what a peer wrote that is no HTTP would be in the log. */
    request.connection().exceptionHandler(_ -> {});
    request.continueHandler(_ -> count(request, interim));
    request.earlyHintsHandler(_ -> count(request, interim));
  }

  private static void count(HttpClientRequest request, AtomicInteger interim) {
    if (interim.incrementAndGet() <= MAX_INTERIM) return;
    request.reset(0, new IOException("more than " + MAX_INTERIM + " interim answers"));
    request.connection().close();
  }

  /// Reads a response of at most [#MAX_BODY_BYTES] to its end.
  public static Future<Reply> read(HttpClientResponse response, InstantSource clock) {
    return read(response, clock, MAX_BODY_BYTES);
  }

  /* Handlers are set in the turn that the response comes in, or its first bytes would be lost. */
  private static Future<Reply> read(HttpClientResponse response, InstantSource clock, int most) {
    Promise<Reply> whole = Promise.promise();
    Buffer body = Buffer.buffer();
    response.exceptionHandler(whole::tryFail);
    response.handler(piece -> {
      if (body.length() + piece.length() > most) {
        whole.tryFail(new IOException("an answer of more than " + most + " bytes"));
        abandon(response.request());
      } else {
        body.appendBuffer(piece);
      }
    });
    response.endHandler(_ -> whole.tryComplete(new Reply(
        response.statusCode(),
        Optional.ofNullable(response.getHeader(HttpHeaders.RETRY_AFTER))
            .flatMap(text -> RetryAfter.read(text, clock.instant())),
        body,
        Optional.ofNullable(response.getHeader(HttpHeaders.DATE)).flatMap(RetryAfter::date))));
    return whole.future();
  }

  private HttpClientOptions options(Credentials current) throws IOException {
    HttpClientOptions options = new HttpClientOptions()
        .setProtocolVersion(version)
        .setUseAlpn(version == HttpVersion.HTTP_2)
        .setSsl(true)
        .setVerifyHost(false) // see above
        .setTrustOptions(current.believed())
        .setEnabledSecureTransportProtocols(Set.of("TLSv1.2", "TLSv1.3"))
        .setMaxHeaderSize(MAX_HEAD_BYTES)
        .setTcpKeepAlive(true)
        .setTcpUserTimeout(USER_TIMEOUT_MILLIS)
        .setConnectTimeout((int) TimeUnit.SECONDS.toMillis(OPEN_SECONDS))
        .setSslHandshakeTimeout(OPEN_SECONDS)
        .setIdleTimeout(STALLED_SECONDS)
        .setIdleTimeoutUnit(TimeUnit.SECONDS)
        .setKeepAliveTimeout(KEPT_SECONDS)
        .setHttp2KeepAliveTimeout(KEPT_SECONDS);
    if (current.hasCertificate()) options.setKeyCertOptions(current.shown(vertx));
    CipherSuites.BETWEEN_AUTHORITIES.forEach(options::addEnabledCipherSuite);
    return options.setSslEngineOptions(new UnresumedTls());
  }
}
