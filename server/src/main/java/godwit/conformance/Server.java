package godwit.conformance;

import godwit.peer.PeerConnections;
import godwit.time.TimeSource;
import godwit.trust.Credentials;
import godwit.trust.Identity;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/// The server that is tried out, as one authority's client reaches it. Its methods wait.
final class Server implements AutoCloseable {
  private static final int CONNECTIONS = 4;
  private static final int ANSWER_SECONDS = 60;

  private final Vertx vertx = Vertx.vertx();
  private final URI base;
  private final PeerConnections http1;
  private final PeerConnections http2;
  private final PeerConnections nobody;

  Server(URI base, Caller caller, TimeSource time) throws IOException {
    this.base = base;
    Credentials own = Credentials.read(caller.certificate(), caller.key(), caller.trust(), time);
    Credentials none = Credentials.withoutCertificate(caller.trust(), time);
    this.http1 = new PeerConnections(vertx, () -> own, HttpVersion.HTTP_1_1, CONNECTIONS);
    this.http2 = new PeerConnections(vertx, () -> own, HttpVersion.HTTP_2, CONNECTIONS);
    this.nobody = new PeerConnections(vertx, () -> none, HttpVersion.HTTP_1_1, CONNECTIONS);
  }

  URI base() {
    return base;
  }

  /// Sends a request and reads the answer.
  ///
  /// @throws Mismatch if none comes
  Answer ask(Request ask) {
    PeerConnections connections = ask.http2() ? http2 : http1;
    return await(
        connections.open(ask.method(), base, ask.path()).compose(sent -> exchange(sent, ask)),
        "an answer to " + ask.method() + " " + ask.path());
  }

  /// Whom the server's certificate names.
  Identity identity() {
    return await(
        http1.open(HttpMethod.GET, base, "/resolver").map(request -> {
          Identity identity = PeerConnections.identity(request.connection());
          request.reset(); // nothing is asked on it
          return identity;
        }),
        "a TLS connection");
  }

  /// Whether somebody without a certificate gets an answer.
  boolean answersNobody() {
    return await(
        nobody
            .open(HttpMethod.GET, base, "/resolver")
            .compose(HttpClientRequest::send)
            .map(true)
            .otherwise(false),
        "an end of the connection");
  }

  @Override
  public void close() {
    await(vertx.close(), "an end of this client");
  }

  private Future<Answer> exchange(HttpClientRequest request, Request ask) {
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
      if (body.length() + piece.length() <= PeerConnections.MAX_BODY_BYTES) {
        body.appendBuffer(piece);
        return;
      }
      done.run();
      response.request().reset();
    });
    response.endHandler(_ -> done.run());
    return whole.future();
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
}
