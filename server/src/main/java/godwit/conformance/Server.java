package godwit.conformance;

import godwit.trust.Identities;
import godwit.trust.Identity;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLPeerUnverifiedException;

/// The server that is tried out, as one authority's client reaches it. Its methods wait.
final class Server implements AutoCloseable {
  private static final int CONNECT_MILLIS = 10_000;
  private static final int ANSWER_SECONDS = 60;
  private static final int MAX_ANSWER_BYTES = 1 << 20;
  private static final int DEFAULT_PORT = 443;

  private final Vertx vertx = Vertx.vertx();
  private final URI base;
  private final HttpClient http1;
  private final HttpClient http2;
  private final HttpClient nobody;

  Server(URI base, Caller caller) {
    this.base = base;
    this.http1 = vertx.createHttpClient(known(caller));
    this.http2 = vertx.createHttpClient(
        known(caller).setProtocolVersion(HttpVersion.HTTP_2).setUseAlpn(true));
    this.nobody = vertx.createHttpClient(tls(caller));
  }

  URI base() {
    return base;
  }

  /// Sends a request and reads the answer.
  ///
  /// @throws Mismatch if none comes
  Answer ask(Request ask) {
    HttpClient client = ask.http2() ? http2 : http1;
    return await(
        client.request(options(ask.method(), ask.path())).compose(sent -> exchange(sent, ask)),
        "an answer to " + ask.method() + " " + ask.path());
  }

  /// Whom the server's certificate names.
  Identity identity() {
    return await(
        http1.request(options(HttpMethod.GET, "/resolver")).map(request -> {
          Identity identity = identity(request);
          request.exceptionHandler(_ -> {}); // nothing is asked on it
          request.reset();
          return identity;
        }),
        "a TLS connection");
  }

  /// Whether somebody without a certificate gets an answer.
  boolean answersNobody() {
    return await(
        nobody
            .request(options(HttpMethod.GET, "/resolver"))
            .compose(request -> {
              request.connection().exceptionHandler(_ -> {}); // what is hoped for is no error
              return request.send();
            })
            .map(true)
            .otherwise(false),
        "an end of the connection");
  }

  @Override
  public void close() {
    await(vertx.close(), "an end of this client");
  }

  private Future<Answer> exchange(HttpClientRequest request, Request ask) {
    request.exceptionHandler(_ -> {}); // the answer's future says the same
    ask.headers().forEach(request::putHeader);
    AtomicBoolean continued = new AtomicBoolean();
    Future<Answer> answer = request.response().compose(response -> read(response, continued));
    if (ask.expects()) {
      request.putHeader(HttpHeaders.EXPECT, "100-continue");
      request.continueHandler(_ -> {
        continued.set(true);
        write(request, ask.pieces());
      });
      request.putHeader(HttpHeaders.CONTENT_LENGTH, "" + length(ask.pieces()));
      request.sendHead();
    } else {
      write(request, ask.pieces());
    }
    return answer.onComplete(_ -> {
      if (ask.expects() && !continued.get()) request.connection().close();
    });
  }

  private static void write(HttpClientRequest request, List<byte[]> pieces) {
    if (pieces.size() > 1) request.setChunked(true);
    if (pieces.size() == 1) request.putHeader(HttpHeaders.CONTENT_LENGTH, "" + length(pieces));
    Future<Void> written = Future.succeededFuture();
    for (byte[] piece : pieces) {
      written = written.compose(_ -> request.write(Buffer.buffer(piece)));
    }
    written.compose(_ -> request.end());
  }

  private static int length(List<byte[]> pieces) {
    return pieces.stream().mapToInt(piece -> piece.length).sum();
  }

  /* Of a long answer, such as a batch that is fetched, the start is enough. */
  private static Future<Answer> read(HttpClientResponse response, AtomicBoolean continued) {
    Promise<Answer> whole = Promise.promise();
    Buffer body = Buffer.buffer();
    Runnable done = () -> whole.tryComplete(new Answer(
        response.statusCode(),
        response.headers(),
        body.getBytes(),
        response.version() == HttpVersion.HTTP_2,
        continued.get()));
    response.exceptionHandler(whole::tryFail);
    response.handler(piece -> {
      if (body.length() + piece.length() <= MAX_ANSWER_BYTES) {
        body.appendBuffer(piece);
        return;
      }
      done.run();
      response.request().reset();
    });
    response.endHandler(_ -> done.run());
    return whole.future();
  }

  private static Identity identity(HttpClientRequest request) {
    try {
      return Identities.of(request.connection().peerCertificates());
    } catch (SSLPeerUnverifiedException none) {
      return new Identity.Unknown("no certificate");
    }
  }

  private RequestOptions options(HttpMethod method, String path) {
    return new RequestOptions()
        .setMethod(method)
        .setHost(base.getHost())
        .setPort(base.getPort() < 0 ? DEFAULT_PORT : base.getPort())
        .setURI(base.getRawPath().replaceAll("/+$", "") + path);
  }

  private static <T> T await(Future<T> future, String what) {
    try {
      return future.await(ANSWER_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException late) {
      throw new Mismatch(what, "nothing within " + ANSWER_SECONDS + " s");
    } catch (Exception failed) {
      throw new Mismatch(
          what, "no answer: " + Optional.ofNullable(failed.getMessage()).orElse(failed.toString()));
    }
  }

  private static HttpClientOptions known(Caller caller) {
    return tls(caller)
        .setKeyCertOptions(new PemKeyCertOptions()
            .addCertPath(caller.certificate().toString())
            .addKeyPath(caller.key().toString()));
  }

  private static HttpClientOptions tls(Caller caller) {
    return new HttpClientOptions()
        .setSsl(true)
        .setVerifyHost(false) // its URN says who it is
        .setConnectTimeout(CONNECT_MILLIS)
        .setTrustOptions(new PemTrustOptions().addCertPath(caller.trust().toString()));
  }
}
