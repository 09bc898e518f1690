package godwit.http.connection;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2RemoteFlowController;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;

/// Stands before Vert.x on a connection of HTTP/2, and wakes streams that could be written again
/// but were not told so.
/*
 * Netty tells Vert.x of each stream that becomes writable, and remembers what it has told. In that
 * call Vert.x 5.0.12 writes what waits and makes Netty send it at once, which fills and empties the
 * socket's buffer, and Netty tells of streams again, within the call. When the outermost of these
 * calls is over, streams may be remembered as "not writable" that are; nobody tells them of it, and
 * their answers wait for ever. It takes several streams with more to write than the socket's buffer
 * holds (64 KiB) and windows that are wider than it, as h2load, curl and many a client have them.
 * Later Vert.x does not send from within that call any more (vert.x, pull request 6360).
 *
 * So once what came was read, and whenever the socket's buffer has room again, Netty is made to
 * compare what it has told with what is. That is what it does when the initial window is set, also
 * to the value that it has. It looks at 16 streams at most.
 */
public final class StreamWakeUp extends ChannelInboundHandlerAdapter {
  private static final String NAME = "wake-up";

  private final Http2ConnectionHandler http2;

  private StreamWakeUp(Http2ConnectionHandler http2) {
    this.http2 = http2;
  }

  /// Stands in the way of a new connection, if it speaks HTTP/2.
  public static void on(HttpConnection connection) {
    if (!(connection instanceof ConnectionBase base)) return;
    var pipeline = base.channel().pipeline();
    Http2ConnectionHandler http2 = pipeline.get(Http2ConnectionHandler.class);
    if (http2 == null) return;
    pipeline.addBefore(pipeline.context(http2).name(), NAME, new StreamWakeUp(http2));
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext from) {
    from.fireChannelReadComplete();
    wake(from);
  }

  /* In a turn of its own: the change may be told in the middle of a write. */
  @Override
  public void channelWritabilityChanged(ChannelHandlerContext from) {
    from.fireChannelWritabilityChanged();
    if (from.channel().isWritable()) from.executor().execute(() -> wake(from));
  }

  private void wake(ChannelHandlerContext from) {
    Http2RemoteFlowController streams = http2.encoder().flowController();
    try {
      streams.initialWindowSize(streams.initialWindowSize());
    } catch (Http2Exception broken) {
      from.fireExceptionCaught(broken);
    }
  }
}
