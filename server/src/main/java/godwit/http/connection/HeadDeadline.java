package godwit.http.connection;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.Future;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.Http1xServerConnection;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Ends a connection of HTTP/1.1 whose client takes too long over the head of a request.
///
/// The first head's time runs from the connection's beginning, the others' from their first byte:
/// a connection that is kept without a request is no slow head.
/*
 * Two handlers see what the decoder makes of what comes: the one before it that bytes came, the one
 * behind it that they made a message. Bytes of a head that came with the end of a body before are
 * not told from none; the next byte is.
 */
public final class HeadDeadline extends ChannelInboundHandlerAdapter {
  /// How long the head of a request may take, in HTTP/2 too.
  static final int SECONDS = 10;

  private static final String DECODER = "httpDecoder";

  private Optional<Future<?>> timer = Optional.empty();
  private boolean inBody;
  private boolean decoded;

  private HeadDeadline() {}

  /// Watches over a new connection, if it speaks HTTP/1.1.
  public static void on(HttpConnection connection) {
    if (!(connection instanceof Http1xServerConnection plain)) return;
    ChannelPipeline pipeline = plain.channel().pipeline();
    HeadDeadline before = new HeadDeadline();
    pipeline.addBefore(DECODER, "bytes", before);
    pipeline.addAfter(DECODER, "messages", before.new Messages());
    before.start(pipeline.context(before));
  }

  @Override
  public void channelRead(ChannelHandlerContext from, Object message) {
    decoded = false;
    from.fireChannelRead(message);
    if (!decoded && !inBody && timer.isEmpty()) start(from);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext removed) {
    stop();
  }

  @Override
  public void channelInactive(ChannelHandlerContext from) {
    stop();
    from.fireChannelInactive();
  }

  private void start(ChannelHandlerContext of) {
    timer = Optional.of(of.executor().schedule(() -> end(of), SECONDS, TimeUnit.SECONDS));
  }

  private void stop() {
    timer.ifPresent(running -> running.cancel(false));
    timer = Optional.empty();
  }

  /* While nothing is read, a head cannot come either. */
  private void end(ChannelHandlerContext late) {
    timer = Optional.empty();
    if (!late.channel().config().isAutoRead()) {
      start(late);
      return;
    }
    var _ = late.channel().close();
  }

  private final class Messages extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext from, Object message) {
      decoded = true;
      if (message instanceof HttpRequest) {
        stop();
        inBody = true;
      }
      if (message instanceof LastHttpContent) inBody = false;
      from.fireChannelRead(message);
    }
  }
}
