package godwit.bridge.feed.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;

/// What is written to a connection; one that cannot be written to ends.
final class Reply {
  private Reply() {}

  static void send(ChannelHandlerContext to, Object message) {
    to.writeAndFlush(message).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
  }

  static void sendLast(ChannelHandlerContext to, Object message) {
    to.writeAndFlush(message).addListener(ChannelFutureListener.CLOSE);
  }

  static void end(ChannelHandlerContext connection) {
    end(connection.channel());
  }

  static void end(Channel connection) {
    connection.close().addListener(closed -> {});
  }
}
