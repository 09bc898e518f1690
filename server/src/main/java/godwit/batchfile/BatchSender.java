package godwit.batchfile;

import godwit.codec.payload.RoutingCode;
import godwit.config.ServerConfig;
import godwit.console.CommandFailure;
import godwit.peer.PeerConnections;
import godwit.peer.Reply;
import godwit.peer.WrongServer;
import godwit.time.TimeSource;
import godwit.trust.Credentials;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/// Posts a batch file over mutual TLS to one server, from a thread that may wait.
///
/// At most [#MAX_IN_FLIGHT] pieces of the file are in memory. Nothing of it leaves before the
/// server's certificate has shown whose it is.
public final class BatchSender implements AutoCloseable {
  private static final int PIECE_BYTES = 64 * 1024;
  private static final int MAX_IN_FLIGHT = 4;
  private static final long OPEN_SECONDS = 20;
  private static final long CLOSE_SECONDS = 10;

  /* For a piece to leave, and for the answer once all have left: a commit may have to wait. */
  private static final long STALLED_SECONDS = 60;
  private static final long ANSWER_SECONDS = 120;
  /* A refusal that is under way when the connection goes. */
  private static final long LATE_ANSWER_SECONDS = 5;

  private final Vertx vertx = Vertx.vertx();
  private final PeerConnections connections;
  private final TimeSource clock;

  /// @param tls the certificate and key to show, and the certificates that vouch for servers
  /// @throws IOException with a sentence if they cannot be used
  public BatchSender(ServerConfig.Tls tls, TimeSource clock) throws IOException {
    Credentials own = Credentials.read(tls.certificate(), tls.key(), tls.trust(), clock);
    this.connections = new PeerConnections(vertx, () -> own, HttpVersion.HTTP_1_1, 1);
    this.clock = clock;
  }

  /// Sends the file once.
  ///
  /// @param server whose certificate the server has to have
  /// @param gzip whether the body is compressed, whatever the file is
  /// @param progress is told how many bytes of the file have been read
  /// @throws IOException if the network, or the server's TLS, fails
  /// @throws CommandFailure if the server is somebody else
  public Reply send(
      BatchFile file, URI uri, RoutingCode server, boolean gzip, LongConsumer progress)
      throws IOException {
    HttpClientRequest request = opened(uri, server);
    headers(request, file, gzip);
    Future<Reply> answer = PeerConnections.reply(request, clock);
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
      if (!answer.succeeded()) PeerConnections.abandon(request);
    }
  }

  private HttpClientRequest opened(URI uri, RoutingCode server) throws IOException {
    try {
      return await(connections.open(HttpMethod.POST, uri, server, ""), OPEN_SECONDS);
    } catch (WrongServer wrong) {
      throw new CommandFailure(wrong.getMessage() + "; nothing was sent", wrong);
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

  private static void headers(HttpClientRequest request, BatchFile file, boolean gzip) {
    request
        .putHeader("Content-Type", "application/octet-stream")
        .putHeader("Accept", "application/json");
    if (gzip) request.putHeader("Content-Encoding", "gzip");
    if (gzip == file.gzip()) request.putHeader("Content-Length", Long.toString(file.size()));
    else request.setChunked(true); // the length of what is converted is not known
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

  /* A server that refuses may close before all is written: its answer says more than the tear. */
  private static Reply lateAnswer(Future<Reply> answer, IOException torn) throws IOException {
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
    private final Future<Reply> answer;
    private final Semaphore room = new Semaphore(MAX_IN_FLIGHT);
    private final AtomicReference<Optional<Throwable>> tear =
        new AtomicReference<>(Optional.empty());

    Body(HttpClientRequest request, Future<Reply> answer) {
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
