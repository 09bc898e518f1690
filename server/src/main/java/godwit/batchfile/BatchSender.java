package godwit.batchfile;

import godwit.codec.payload.RoutingCode;
import godwit.config.ServerConfig;
import godwit.console.CommandFailure;
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
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/// Posts a batch file over mutual TLS to one server, from a thread that may wait.
///
/// At most [#MAX_IN_FLIGHT] pieces of the file are in memory. Nothing of it leaves before the
/// server's certificate has shown whose it is.
public final class BatchSender implements AutoCloseable {
  private static final int PIECE_BYTES = 64 * 1024;
  private static final int MAX_IN_FLIGHT = 4;
  private static final int MAX_ANSWER_BYTES = 1 << 20;
  private static final int CONNECT_MILLIS = 10_000;
  private static final long CLOSE_SECONDS = 10;

  /* For a piece to leave, and for the answer once all have left: a commit may have to wait. */
  private static final long STALLED_SECONDS = 60;
  private static final long ANSWER_SECONDS = 120;
  /* A refusal that is under way when the connection goes. */
  private static final long LATE_ANSWER_SECONDS = 5;

  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client;

  /// @param tls the certificate and key to show, and the certificates that vouch for servers
  public BatchSender(ServerConfig.Tls tls) {
    var options = new HttpClientOptions()
        .setSsl(true)
        .setKeyCertOptions(new PemKeyCertOptions()
            .addCertPath(tls.certificate().toString())
            .addKeyPath(tls.key().toString()))
        .setTrustOptions(new PemTrustOptions().addCertPath(tls.trust().toString()))
        .setConnectTimeout(CONNECT_MILLIS);
    if (OpenSSLEngineOptions.isAvailable()) {
      options.setSslEngineOptions(new OpenSSLEngineOptions());
    }
    client = vertx.createHttpClient(options);
  }

  /// What came back.
  ///
  /// @param retryAfter how long the server asks to wait
  public record Answer(int status, String body, Optional<Duration> retryAfter) {}

  /// Sends the file once.
  ///
  /// @param server whose certificate the server has to have
  /// @param gzip whether the body is compressed, whatever the file is
  /// @param progress is told how many bytes of the file have been read
  /// @throws IOException if the network, or the server's TLS, fails
  /// @throws CommandFailure if the server is somebody else
  public Answer send(
      BatchFile file, URI uri, RoutingCode server, boolean gzip, LongConsumer progress)
      throws IOException {
    HttpClientRequest request = await(
        client.request(options(file, uri, gzip)).compose(sent -> verified(sent, server)),
        TimeUnit.MILLISECONDS.toSeconds(2L * CONNECT_MILLIS));
    request.setChunked(gzip != file.gzip()); // the length of what is converted is not known
    Future<Answer> answer = request.response().compose(BatchSender::answer);
    try {
      try {
        var body = new Body(request, answer);
        write(file, gzip, body, progress);
        body.finish();
      } catch (Answered _) {
        return await(answer, ANSWER_SECONDS);
      } catch (IOException torn) {
        return lateAnswer(answer, torn);
      }
      return await(answer, ANSWER_SECONDS);
    } finally {
      if (!answer.succeeded()) request.reset();
    }
  }

  @Override
  public void close() {
    try {
      await(vertx.close(), CLOSE_SECONDS);
    } catch (IOException stuck) {
      throw new IllegalStateException("the client did not close", stuck);
    }
  }

  private static RequestOptions options(BatchFile file, URI uri, boolean gzip) {
    var options = new RequestOptions()
        .setMethod(HttpMethod.POST)
        .setAbsoluteURI(uri.toString())
        .putHeader("Content-Type", "application/octet-stream")
        .putHeader("Accept", "application/json");
    if (gzip) options.putHeader("Content-Encoding", "gzip");
    if (gzip == file.gzip()) options.putHeader("Content-Length", Long.toString(file.size()));
    return options;
  }

  private static Future<HttpClientRequest> verified(HttpClientRequest request, RoutingCode server) {
    List<Certificate> chain;
    try {
      chain = request.connection().peerCertificates();
    } catch (SSLPeerUnverifiedException _) {
      chain = List.of();
    }
    String met = switch (Identities.of(chain)) {
      case Identity.Authority(RoutingCode code) when code.equals(server) -> "";
      case Identity.Authority(RoutingCode code) -> "it is " + Identities.urn(code);
      case Identity.Unknown(String reason) -> reason;
    };
    if (met.isEmpty()) return Future.succeededFuture(request);
    request.reset();
    return Future.failedFuture(
        new CommandFailure("the server's certificate is not that of %s: %s; nothing was sent"
            .formatted(Identities.urn(server), met)));
  }

  private static void write(BatchFile file, boolean gzip, OutputStream body, LongConsumer progress)
      throws IOException {
    try (FileChannel channel = FileChannel.open(file.path());
        InputStream in = open(file, gzip, channel)) {
      OutputStream out = gzip && !file.gzip() ? new GZIPOutputStream(body, PIECE_BYTES) : body;
      byte[] piece = new byte[PIECE_BYTES];
      for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
        out.write(piece, 0, count);
        progress.accept(channel.position());
      }
      if (out instanceof GZIPOutputStream compressed) compressed.finish();
    }
  }

  private static InputStream open(BatchFile file, boolean gzip, FileChannel channel)
      throws IOException {
    InputStream in = Channels.newInputStream(channel);
    return file.gzip() && !gzip ? new GZIPInputStream(in, PIECE_BYTES) : in;
  }

  private static Future<Answer> answer(HttpClientResponse response) {
    Promise<Answer> promise = Promise.promise();
    Buffer body = Buffer.buffer();
    response.exceptionHandler(promise::tryFail);
    response.handler(piece -> {
      if (body.length() + piece.length() > MAX_ANSWER_BYTES) {
        promise.tryFail(new IOException("the answer is longer than " + MAX_ANSWER_BYTES));
        response.request().reset();
      } else {
        body.appendBuffer(piece);
      }
    });
    response.endHandler(_ -> promise.tryComplete(new Answer(
        response.statusCode(),
        body.toString(StandardCharsets.UTF_8),
        retryAfter(response.getHeader("Retry-After")))));
    return promise.future();
  }

  private static Optional<Duration> retryAfter(@Nullable String header) {
    if (header == null || !header.matches("[0-9]{1,6}")) return Optional.empty();
    return Optional.of(Duration.ofSeconds(Long.parseLong(header)));
  }

  /* A server that refuses may close before all is written: its answer says more than the tear. */
  private static Answer lateAnswer(Future<Answer> answer, IOException torn) throws IOException {
    try {
      return await(answer, LATE_ANSWER_SECONDS);
    } catch (IOException none) {
      torn.addSuppressed(none);
      throw torn;
    }
  }

  private static <T> T await(Future<T> future, long seconds) throws IOException {
    try {
      return future.await(seconds, TimeUnit.SECONDS);
    } catch (TimeoutException _) {
      throw new IOException("no answer within " + seconds + " s");
    } catch (CommandFailure expected) {
      throw expected;
    } catch (Exception failed) {
      throw failed instanceof IOException io
          ? io
          : new IOException(
              Optional.ofNullable(failed.getMessage()).orElse(failed.toString()), failed);
    }
  }

  /// The server has answered before the body's end: what is left need not be sent.
  private static final class Answered extends IOException {
    Answered() {
      super("answered");
    }
  }

  /// A request's body as a stream that waits while the network is behind.
  private static final class Body extends OutputStream {
    private final HttpClientRequest request;
    private final Future<Answer> answer;
    private final Semaphore room = new Semaphore(MAX_IN_FLIGHT);
    private final AtomicReference<Optional<Throwable>> tear =
        new AtomicReference<>(Optional.empty());

    Body(HttpClientRequest request, Future<Answer> answer) {
      this.request = request;
      this.answer = answer;
      answer.onComplete(_ -> room.release(MAX_IN_FLIGHT)); // nobody waits for room any more
    }

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      try {
        if (!room.tryAcquire(STALLED_SECONDS, TimeUnit.SECONDS)) {
          throw new IOException("the server took nothing for " + STALLED_SECONDS + " s");
        }
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted");
      }
      if (answer.succeeded()) throw new Answered();
      Optional<Throwable> torn = tear.get();
      if (torn.isPresent()) {
        throw new IOException("the connection broke while the batch was sent", torn.get());
      }
      request
          .write(Buffer.buffer(length).appendBytes(bytes, offset, length))
          .onComplete(written -> {
            if (written.failed()) tear.set(Optional.of(written.cause()));
            room.release();
          });
    }

    /// Says that the body is whole; a body that is not is never ended.
    void finish() throws IOException {
      await(Future.any(request.end(), answer), STALLED_SECONDS);
    }
  }
}
