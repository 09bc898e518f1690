package godwit.node;

import godwit.http.connection.Door;
import godwit.http.connection.LingeringClose;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/// Lets connections in as a listener accepts them, or closes them at once.
@ChannelHandler.Sharable
final class Entrance extends ChannelInboundHandlerAdapter {
  private final Door door;

  Entrance(Door door) {
    this.door = door;
  }

  @Override
  public void channelRead(ChannelHandlerContext listener, Object message) {
    if (!(message instanceof Channel accepted)
        || !(accepted.remoteAddress() instanceof InetSocketAddress remote)) {
      listener.fireChannelRead(message);
      return;
    }
    InetAddress from = remote.getAddress();
    if (!door.enter(from)) {
      accepted.unsafe().closeForcibly();
      return;
    }
    var _ = accepted.closeFuture().addListener(_ -> door.leave(from));
    accepted.pipeline().addLast(new LingeringClose());
    listener.fireChannelRead(accepted);
  }
}
