package godwit.perf.load;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/// A kept-alive HTTP/1.1 connection that carries one request at a time.
/*
 * Written by hand because the load must cost little beside the server: a request's bytes are shared
 * slices that go to the socket as they are. Everything happens on the connection's event loop.
 */
final class HttpConnection {
  private static final int WRITE_QUEUE_BYTES = 1 << 20;

  private final NetSocket socket;
  private Optional<Promise<HttpAnswer>> waiting = Optional.empty();
  private boolean closed;

  HttpConnection(NetSocket socket) {
    this.socket = socket;
    HttpReader reader = new HttpReader(this::answered);
    socket.setWriteQueueMaxSize(WRITE_QUEUE_BYTES);
    socket.handler(bytes -> {
      try {
        reader.feed(bytes);
      } catch (RuntimeException strange) {
        fail(strange);
      }
    });
    socket.exceptionHandler(this::fail);
    socket.closeHandler(_ -> fail(new IOException("the server closed the connection")));
  }

  boolean isOpen() {
    return !closed;
  }

  /// Sends one request and gives its answer. A body goes in as many pieces as it has.
  Future<HttpAnswer> send(Request request) {
    if (closed) return Future.failedFuture(new IOException("the connection is closed"));
    if (waiting.isPresent()) throw new IllegalStateException("a request is under way");
    Promise<HttpAnswer> answer = Promise.promise();
    waiting = Optional.of(answer);
    pump(request.pieces().iterator());
    return answer.future();
  }

  /* An answer that comes before the end of the body ends the writing: the rest would be dropped. */
  private void pump(Iterator<Buffer> pieces) {
    while (pieces.hasNext() && waiting.isPresent()) {
      if (socket.writeQueueFull()) {
        socket.drainHandler(_ -> pump(pieces));
        return;
      }
      Future<Void> written = socket.write(pieces.next());
      if (!pieces.hasNext()) written.onFailure(this::fail);
    }
  }

  private void answered(HttpAnswer answer) {
    Promise<HttpAnswer> promise =
        waiting.orElseThrow(() -> new IllegalStateException("an answer that nobody asked for"));
    waiting = Optional.empty();
    promise.complete(answer);
  }

  private void fail(Throwable failure) {
    closed = true;
    Optional<Promise<HttpAnswer>> failed = waiting;
    waiting = Optional.empty();
    failed.ifPresent(promise -> promise.tryFail(failure));
    socket.close();
  }

  /// A request, ready to be written.
  ///
  /// @param pieces head and body
  record Request(List<Buffer> pieces) {
    private static final int PIECE_BYTES = 1 << 16;

    /// A request with a body of several parts; long parts are written piece by piece.
    static Request of(String head, List<Buffer> body) {
      List<Buffer> pieces = new ArrayList<>();
      pieces.add(Buffer.buffer(head));
      for (Buffer part : body) {
        for (int offset = 0; offset < part.length(); offset += PIECE_BYTES) {
          pieces.add(part.slice(offset, Math.min(part.length(), offset + PIECE_BYTES)));
        }
      }
      return new Request(pieces);
    }
  }
}
