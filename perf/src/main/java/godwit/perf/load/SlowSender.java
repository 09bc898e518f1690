package godwit.perf.load;

import godwit.perf.load.HttpConnection.Request;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;

/// A connection on which a large batch begins and never comes to its end: some bytes a second.
final class SlowSender {
  private static final long EVERY_MILLIS = 1_000;

  private final Vertx vertx;
  private final NetSocket socket;
  private final Buffer beginning = Buffer.buffer();
  private final Buffer head;
  private final int bytesPerSecond;
  private int sent;
  private long timer;
  private boolean answered;

  /// @param request whose head and first pieces are sent
  SlowSender(Vertx vertx, NetSocket socket, Request request, int bytesPerSecond) {
    this.vertx = vertx;
    this.socket = socket;
    this.bytesPerSecond = bytesPerSecond;
    this.head = request.pieces().getFirst();
    for (Buffer piece : request.pieces().subList(1, Math.min(4, request.pieces().size()))) {
      beginning.appendBuffer(piece);
    }
  }

  /// Sends the head, and from then on so many bytes a second.
  void start() {
    socket.handler(_ -> answered = true);
    socket.exceptionHandler(_ -> end());
    socket.closeHandler(_ -> end());
    socket.write(head);
    timer = vertx.setPeriodic(EVERY_MILLIS, _ -> {
      int more = Math.min(beginning.length(), sent + bytesPerSecond);
      if (answered || more == sent) return;
      socket.write(beginning.slice(sent, more));
      sent = more;
    });
  }

  /// Whether the server has said something: it can't have been a receipt.
  boolean wasAnswered() {
    return answered;
  }

  /// Bytes of the body that were sent.
  int sent() {
    return sent;
  }

  /// Cuts the batch off.
  Future<Void> stop() {
    end();
    return socket.close().otherwiseEmpty();
  }

  private void end() {
    vertx.cancelTimer(timer);
  }
}
