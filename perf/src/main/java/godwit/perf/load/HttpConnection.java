package godwit.perf.load;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
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
  private Iterator<Buffer> pieces = Collections.emptyIterator();
  private int unwritten;
  private boolean pumping;
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
    pieces = request.pieces().iterator();
    pump();
    return answer.future();
  }

  /* What is on its way is counted here: in one turn of the event loop, writeQueueFull may not yet
   * know of what was written in it, and a long body would be in memory whole. */
  private void pump() {
    if (pumping) return;
    pumping = true;
    while (pieces.hasNext() && waiting.isPresent() && unwritten < WRITE_QUEUE_BYTES) {
      Buffer piece = pieces.next();
      unwritten += piece.length();
      socket.write(piece).onComplete(written -> {
        unwritten -= piece.length();
        if (written.succeeded()) pump();
        else fail(written.cause());
      });
    }
    pumping = false;
  }

  /* An answer that comes before the end of the body ends the writing: the rest would be dropped,
   * and nothing can follow. */
  private void answered(HttpAnswer answer) {
    Promise<HttpAnswer> promise =
        waiting.orElseThrow(() -> new IllegalStateException("an answer that nobody asked for"));
    waiting = Optional.empty();
    if (pieces.hasNext()) {
      closed = true;
      socket.close();
    }
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
