package godwit.http.connection;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/// Closes a connection whose handshake failed once the other side has had time to read why.
/*
 * A socket closed while bytes wait in it is reset, and many a client then throws away the alert
 * that it had already been sent. So this end stops to send, and reads on, for a while.
 */
public final class LingeringClose extends ChannelDuplexHandler {
  private static final long LINGER_MILLIS = TimeUnit.SECONDS.toMillis(1);

  private boolean closing;

  @Override
  public void close(ChannelHandlerContext at, ChannelPromise promise) {
    if (closing
        || !isRefused(at.channel())
        || !(at.channel() instanceof DuplexChannel channel)
        || !channel.isActive()) {
      var _ = at.close(promise);
      return;
    }
    closing = true;
    var _ = channel.shutdownOutput();
    channel.config().setAutoRead(true);
    Future<?> timer =
        at.executor().schedule(() -> end(at, promise), LINGER_MILLIS, TimeUnit.MILLISECONDS);
    var _ = channel.closeFuture().addListener(_ -> timer.cancel(false));
  }

  @Override
  public void channelRead(ChannelHandlerContext at, Object message) {
    if (closing) ReferenceCountUtil.release(message);
    else at.fireChannelRead(message);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext at, Object event) {
    if (closing && event instanceof ChannelInputShutdownEvent) end(at, at.newPromise());
    else at.fireUserEventTriggered(event);
  }

  private static void end(ChannelHandlerContext at, ChannelPromise promise) {
    var _ = at.close(promise);
  }

  private static boolean isRefused(Channel channel) {
    SslHandler tls = channel.pipeline().get(SslHandler.class);
    return tls != null && tls.handshakeFuture().cause() instanceof SSLException;
  }
}
