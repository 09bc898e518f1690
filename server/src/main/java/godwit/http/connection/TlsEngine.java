package godwit.http.connection;

import godwit.time.TimeSource;
import io.netty.channel.Channel;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.DelegatingSslContext;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.internal.tcnative.SSL;
import io.vertx.core.net.SSLEngineOptions;
import io.vertx.core.spi.tls.DefaultSslContextFactory;
import io.vertx.core.spi.tls.SslContextFactory;
import java.util.List;
import java.util.Set;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;

/// The TLS of a listener: whether sessions resume, and what stands behind a handshake. It carries
/// the listener's [Door] to where connections are accepted, also for a listener without TLS.
///
/// - source: RFC 8446, 4.6.1; RFC 5077; BoringSSL, SSL_OP_NO_TICKET
/*
 * Switching the session cache off ends sessions by their ids alone. Netty lets each engine give
 * tickets where TLS 1.3 is on, and clears that option as it makes the engine, so that it has to be
 * set of each engine afterwards. BoringSSL looks at it both where it gives a ticket and where it is
 * shown one, in TLS 1.2 too.
 */
public final class TlsEngine extends SSLEngineOptions {
  private static final String SSL_HANDLER = "ssl";

  private final boolean tickets;
  private final Door door;
  private final TimeSource time;

  /// @param tickets whether a client may resume, without showing a certificate
  public TlsEngine(boolean tickets, Door door, TimeSource time) {
    this.tickets = tickets;
    this.door = door;
    this.time = time;
  }

  public Door door() {
    return door;
  }

  @Override
  public TlsEngine copy() {
    return new TlsEngine(tickets, door, time);
  }

  @Override
  public SslContextFactory sslContextFactory() {
    SslProvider provider = OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK;
    return new Factory(new DefaultSslContextFactory(provider, false), tickets, time);
  }

  private static final class Context extends DelegatingSslContext {
    private final boolean tickets;
    private final TimeSource time;

    Context(SslContext plain, boolean tickets, TimeSource time) {
      super(plain);
      this.tickets = tickets;
      this.time = time;
    }

    @Override
    protected void initEngine(SSLEngine engine) {
      if (tickets) return;
      if (!(engine instanceof ReferenceCountedOpenSslEngine openSsl)) {
        throw new IllegalStateException("tickets of " + engine.getClass());
      }
      SSL.setOptions(openSsl.sslPointer(), SSL.SSL_OP_NO_TICKET);
    }

    @Override
    protected void initHandler(SslHandler handler) {
      initEngine(handler.engine());
      var _ = handler.handshakeFuture().addListener(shaken -> {
        if (shaken.isSuccess()) guard(handler, (Channel) shaken.getNow());
      });
    }

    private void guard(SslHandler handler, Channel channel) {
      if (ApplicationProtocolNames.HTTP_2.equals(handler.applicationProtocol())) {
        channel.pipeline().addAfter(SSL_HANDLER, FrameGuard.NAME, new FrameGuard(handler, time));
      }
    }
  }

  private record Factory(SslContextFactory plain, boolean tickets, TimeSource time)
      implements SslContextFactory {
    @Override
    public SslContext create() throws SSLException {
      return new Context(plain.create(), tickets, time);
    }

    @Override
    public SslContextFactory useAlpn(boolean use) {
      plain.useAlpn(use);
      return this;
    }

    @Override
    public SslContextFactory clientAuth(ClientAuth auth) {
      plain.clientAuth(auth);
      return this;
    }

    @Override
    public SslContextFactory forClient(boolean client) {
      plain.forClient(client);
      return this;
    }

    @Override
    public SslContextFactory keyMananagerFactory(KeyManagerFactory keys) {
      plain.keyMananagerFactory(keys);
      return this;
    }

    @Override
    public SslContextFactory trustManagerFactory(TrustManagerFactory trust) {
      plain.trustManagerFactory(trust);
      return this;
    }

    @Override
    public SslContextFactory enabledCipherSuites(Set<String> suites) {
      plain.enabledCipherSuites(suites);
      return this;
    }

    @Override
    public SslContextFactory applicationProtocols(List<String> protocols) {
      plain.applicationProtocols(protocols);
      return this;
    }

    @Override
    public SslContextFactory serverName(String name) {
      plain.serverName(name);
      return this;
    }
  }
}
