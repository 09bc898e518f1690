package godwit.http.connection;

import godwit.time.TimeSource;
import godwit.trust.CipherSuites;
import godwit.trust.Credentials;
import io.netty.handler.ssl.OpenSsl;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// How a node's listeners speak TLS and HTTP.
public record ServerTls(Vertx vertx, Credentials credentials, TimeSource time) {
  private static final int MAX_CHUNK_BYTES = 64 * 1024;
  private static final int STREAM_WINDOW_BYTES = 1 << 20;
  private static final int CONNECTION_WINDOW_BYTES = 16 << 20;
  private static final int STREAMS = 16;
  private static final int IDLE_SECONDS = 300;
  private static final int USER_TIMEOUT_MILLIS = 45_000;
  private static final int HANDSHAKE_SECONDS = 10;

  /* For the many clients without instructions for AES. */
  private static final String CHACHA = "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256";

  /// A listener for other authorities: the client proves who it is, or the handshake fails.
  ///
  /// @throws IOException where OpenSSL does not load: nothing else here never resumes a session
  public HttpServerOptions peers(Door door) throws IOException {
    if (!OpenSsl.isAvailable()) {
      throw new IOException("the TLS library that comes with this program does not load here: "
          + OpenSsl.unavailabilityCause());
    }
    return common()
        .setClientAuth(ClientAuth.REQUIRED)
        .setTrustOptions(credentials.callers())
        .setSslEngineOptions(new TlsEngine(false, door, time));
  }

  /// A listener for phones, which have no certificate.
  public HttpServerOptions devices(Door door) throws IOException {
    return common()
        .setTrustOptions(credentials.believed()) // nobody is asked; else the JDK's own are loaded
        .addEnabledCipherSuite(CHACHA)
        .setSslEngineOptions(new TlsEngine(true, door, time));
  }

  /* HTTP/2: the default windows starve a stream; back-pressure is by the stream's window only, so
   * the connection's holds all streams' together. */
  private HttpServerOptions common() throws IOException {
    HttpServerOptions options = new HttpServerOptions()
        .setSsl(true)
        .setKeyCertOptions(credentials.shown(vertx))
        .setUseAlpn(true)
        .setAlpnVersions(List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1))
        .setEnabledSecureTransportProtocols(Set.of("TLSv1.2", "TLSv1.3"))
        .setSslHandshakeTimeout(HANDSHAKE_SECONDS)
        .setSslHandshakeTimeoutUnit(TimeUnit.SECONDS)
        .setMaxChunkSize(MAX_CHUNK_BYTES)
        .setIdleTimeout(IDLE_SECONDS)
        .setIdleTimeoutUnit(TimeUnit.SECONDS)
        .setTcpKeepAlive(true)
        .setTcpUserTimeout(USER_TIMEOUT_MILLIS)
        .setHttp2ConnectionWindowSize(CONNECTION_WINDOW_BYTES)
        .setHttp2RstFloodMaxRstFramePerWindow(0) // see FrameGuard
        .setInitialSettings(new Http2Settings()
            .setInitialWindowSize(STREAM_WINDOW_BYTES)
            .setMaxConcurrentStreams(STREAMS));
    CipherSuites.BETWEEN_AUTHORITIES.forEach(options::addEnabledCipherSuite);
    return options;
  }
}
