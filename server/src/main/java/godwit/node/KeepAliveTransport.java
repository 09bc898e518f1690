package godwit.node;

import godwit.http.connection.TlsEngine;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.epoll.EpollChannelOption;
import io.vertx.core.impl.transports.EpollTransport;
import io.vertx.core.net.ClientOptionsBase;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.transport.Transport;

/// Epoll sockets that notice a peer which vanished without a word, within 50 s, and that are closed
/// as they are accepted where a listener has enough.
///
/// - shape: TCP keepalive after 20 s of silence, every 5 s, given up after 4 unanswered
/// - units: seconds, as the kernel takes them
/// - errors: none
/// - source: docs/protocol.md, "HTTP between authorities"; tcp(7)
/*
 * Vert.x offers keepalive on and off only. The class extended here is not API of Vert.x: it is
 * used in this one place, and Vert.x is pinned.
 */
final class KeepAliveTransport extends EpollTransport {
  private static final int IDLE_SECONDS = 20;
  private static final int INTERVAL_SECONDS = 5;
  private static final int COUNT = 4;

  /// The transport for this machine: epoll where it is to be had.
  static Transport best() {
    if (!Transport.EPOLL.available()) return Transport.NIO;
    KeepAliveTransport epoll = new KeepAliveTransport();
    return new Transport() {
      @Override
      public String name() {
        return Transport.EPOLL.name();
      }

      @Override
      public boolean available() {
        return true;
      }

      @Override
      public Throwable unavailabilityCause() {
        return Transport.EPOLL.unavailabilityCause();
      }

      @Override
      public io.vertx.core.spi.transport.Transport implementation() {
        return epoll;
      }
    };
  }

  @Override
  public void configure(NetServerOptions options, boolean domainSocket, ServerBootstrap bootstrap) {
    super.configure(options, domainSocket, bootstrap);
    if (options.getSslEngineOptions() instanceof TlsEngine engine) {
      bootstrap.handler(new Entrance(engine.door()));
    }
    if (domainSocket || !options.isTcpKeepAlive()) return;
    bootstrap
        .childOption(EpollChannelOption.TCP_KEEPIDLE, IDLE_SECONDS)
        .childOption(EpollChannelOption.TCP_KEEPINTVL, INTERVAL_SECONDS)
        .childOption(EpollChannelOption.TCP_KEEPCNT, COUNT);
  }

  @Override
  public void configure(
      ClientOptionsBase options, int connectTimeout, boolean domainSocket, Bootstrap bootstrap) {
    super.configure(options, connectTimeout, domainSocket, bootstrap);
    if (domainSocket || !options.isTcpKeepAlive()) return;
    bootstrap
        .option(EpollChannelOption.TCP_KEEPIDLE, IDLE_SECONDS)
        .option(EpollChannelOption.TCP_KEEPINTVL, INTERVAL_SECONDS)
        .option(EpollChannelOption.TCP_KEEPCNT, COUNT);
  }
}
