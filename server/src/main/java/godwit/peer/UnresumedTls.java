package godwit.peer;

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslProvider;
import io.vertx.core.net.SSLEngineOptions;
import io.vertx.core.spi.tls.DefaultSslContextFactory;
import io.vertx.core.spi.tls.SslContextFactory;
import javax.net.ssl.SSLException;

/// The TLS of a client that resumes no session, neither by its id nor by a ticket.
/*
 * The library's own option of that kind counts for servers alone: a client keeps each session and
 * offers it to the same address again, and then no certificate is looked at.
 */
final class UnresumedTls extends SSLEngineOptions {
  @Override
  public UnresumedTls copy() {
    return new UnresumedTls();
  }

  @Override
  public SslContextFactory sslContextFactory() {
    return new Factory(OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK);
  }

  private static final class Factory extends DefaultSslContextFactory {
    Factory(SslProvider provider) {
      super(provider, false);
    }

    @Override
    public SslContext create() throws SSLException {
      SslContext context = super.create();
      if (context.sessionContext() instanceof OpenSslSessionContext sessions) {
        sessions.setSessionCacheEnabled(false);
      }
      return context;
    }
  }
}
