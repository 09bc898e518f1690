package godwit.bridge.feed.net;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// A port at which gateways connect, with a bound on how many do.
public final class Listener implements AutoCloseable {
  /// Connections of one listener.
  public static final int MAX_CONNECTIONS = 1_000;

  private final Channel channel;

  private Listener(Channel channel) {
    this.channel = channel;
  }

  /// Opens the port.
  ///
  /// @param each puts the handlers of a new connection in place
  public static Listener open(Endpoint at, EventLoopGroup loops, Consumer<SocketChannel> each)
      throws IOException {
    Optional<SslContext> tls = at.server();
    AtomicInteger open = new AtomicInteger();
    ServerBootstrap bootstrap = new ServerBootstrap()
        .group(loops)
        .channel(NioServerSocketChannel.class)
        .childOption(ChannelOption.SO_KEEPALIVE, true)
        .childHandler(new ChannelInitializer<SocketChannel>() {
          @Override
          protected void initChannel(SocketChannel socket) {
            if (open.incrementAndGet() > MAX_CONNECTIONS) {
              open.decrementAndGet();
              Reply.end(socket);
              return;
            }
            socket.closeFuture().addListener(closed -> open.decrementAndGet());
            tls.ifPresent(context -> {
              socket.pipeline().addLast(context.newHandler(socket.alloc()));
            });
            each.accept(socket);
            socket.pipeline().addLast(new Quiet());
          }
        });
    ChannelFuture bound = bootstrap.bind(at.host(), at.port()).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new IOException(at.host() + ":" + at.port() + " cannot be listened at", bound.cause());
    }
    return new Listener(bound.channel());
  }

  /// The port that was taken.
  public int port() {
    return ((InetSocketAddress) channel.localAddress()).getPort();
  }

  @Override
  public void close() {
    channel.close().awaitUninterruptibly();
  }

  /// What nobody handles is a client's fault: the connection ends.
  private static final class Quiet extends ChannelInboundHandlerAdapter {
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      Reply.end(context);
    }
  }
}
