package godwit.peer;

import static godwit.store.TestDatabases.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import godwit.codec.payload.RoutingCode;
import godwit.time.TimeSource;
import godwit.trust.Credentials;
import godwit.trust.Identities;
import godwit.trust.Identity;
import godwit.trust.Pki;
import io.netty.handler.codec.TooLongFrameException;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.TrustOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a server may do to whoever connects to it, byte by byte, over real TLS.
class PeerConnectionsTest {
  private static final RoutingCode FRANCE = RoutingCode.nation(250, 0);
  private static final RoutingCode BRITAIN = RoutingCode.nation(826, 0);
  private static final RoutingCode NORWAY = RoutingCode.nation(578, 0);
  private static final long PATIENCE_SECONDS = 20;
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final InstantSource CLOCK = InstantSource.system();

  @TempDir
  Path folder;

  private final Vertx vertx = Vertx.vertx();
  private final Pki pki = new Pki(CLOCK);
  private final List<Identity> callers = new CopyOnWriteArrayList<>();
  private final AtomicInteger proven = new AtomicInteger();
  private final NetServerOptions options = new NetServerOptions();
  private final AtomicInteger sockets = new AtomicInteger();
  private final AtomicInteger closed = new AtomicInteger();
  private Pki.Issued france;
  private Pki.Issued britain;
  private AtomicReference<Credentials> credentials;
  private PeerConnections connections;

  @BeforeEach
  void open() throws IOException {
    pki.init(folder);
    france = pki.authority(folder, FRANCE, List.of(), 30);
    britain = pki.authority(folder, BRITAIN, List.of(), 30);
    credentials = new AtomicReference<>(of(france));
    connections = new PeerConnections(vertx, credentials::get, HttpVersion.HTTP_1_1, 1);
  }

  @AfterEach
  void close() {
    await(vertx.close());
  }

  private static Credentials of(Pki.Issued issued) throws IOException {
    return Credentials.read(
        issued.certificate(), issued.key(), issued.trust(), TimeSource.system());
  }

  @Test
  void anAddressThatItsCertificateDoesNotNameIsNoMatter() {
    URI endpoint = serve(socket -> socket.write(OK));
    assertEquals("ok", await(get(endpoint, BRITAIN)).text());
  }

  @Test
  void anotherAuthoritysServerIsSentNothing() {
    AtomicInteger pieces = new AtomicInteger();
    URI endpoint = serve(_ -> pieces.incrementAndGet());
    Throwable fault = fault(get(endpoint, NORWAY));
    assertInstanceOf(WrongServer.class, fault);
    assertEquals("the server is not 578/0: it is 826/0", fault.getMessage());
    untilClosed(1);
    assertEquals(0, pieces.get());
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 103 Early Hints\r\n\r\n"})
  void interimAnswersAreBounded(String interim) {
    URI few = serve(socket -> socket.write(interim.repeat(16) + OK));
    assertEquals("ok", await(get(few, BRITAIN)).text());
    URI endless = serve(socket -> pour(socket, interim.repeat(100)));
    Throwable fault = fault(get(endless, BRITAIN));
    Throwable cause = Objects.requireNonNull(fault.getCause());
    assertEquals("more than 16 interim answers", cause.getMessage());
    untilClosed(1);
  }

  @Test
  void aHeadIsBounded() {
    String line = "X: " + "y".repeat(1000) + "\r\n";
    URI endless = serve(socket -> {
      socket.write("HTTP/1.1 200 OK\r\n");
      pour(socket, line);
    });
    assertInstanceOf(TooLongFrameException.class, fault(get(endless, BRITAIN)));
    untilClosed(1);
  }

  @Test
  void aBodyIsBounded() {
    URI endless = serve(socket -> {
      socket.write("HTTP/1.1 200 OK\r\n\r\n");
      pour(socket, "z".repeat(10_000));
    });
    assertEquals(
        "an answer of more than 1048576 bytes", fault(get(endless, BRITAIN)).getMessage());
    untilClosed(1);
  }

  @Test
  void replacedCredentialsAreShownOnTheNextRequest() throws IOException {
    URI endpoint = serve(socket -> socket.write(OK));
    await(get(endpoint, BRITAIN));
    await(get(endpoint, BRITAIN));
    assertEquals(1, sockets.get());
    credentials.set(of(pki.authority(folder, NORWAY, List.of(), 30)));
    await(get(endpoint, BRITAIN));
    assertEquals(2, sockets.get());
    assertEquals(List.of(new Identity.Authority(FRANCE), new Identity.Authority(NORWAY)), callers);
  }

  /* The server offers tickets and ids; in a session that is resumed nobody shows a certificate. */
  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void noSessionIsResumed(String version) {
    options.setEnabledSecureTransportProtocols(Set.of(version));
    URI endpoint =
        serve(socket -> socket.end(Buffer.buffer("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")));
    for (int time = 1; time <= 4; time++) {
      assertEquals(200, await(get(endpoint, BRITAIN)).status());
      untilClosed(time);
    }
    assertEquals(4, proven.get());
  }

  private Future<Reply> get(URI endpoint, RoutingCode server) {
    return connections.open(HttpMethod.GET, endpoint, server, "/resolver").compose(request -> {
      Future<Reply> reply = PeerConnections.reply(request, CLOCK);
      request.end();
      return reply;
    });
  }

  private static Throwable fault(Future<?> future) {
    return await(future
        .<Throwable>map(_ -> new AssertionError("answered"))
        .recover(Future::succeededFuture));
  }

  /* At an address that no certificate names. Each piece that comes has its turn. */
  private URI serve(Handler<NetSocket> turn) {
    options
        .setHost("127.0.0.9")
        .setSsl(true)
        .setClientAuth(ClientAuth.REQUIRED)
        .setTrustOptions(TrustOptions.wrap(new Counting()))
        .setKeyCertOptions(new PemKeyCertOptions()
            .addCertPath(britain.certificate().toString())
            .addKeyPath(britain.key().toString()))
        .setSslEngineOptions(new OpenSSLEngineOptions().setSessionCacheEnabled(true));
    NetServer server = await(vertx
        .createNetServer(options)
        .connectHandler(socket -> {
          sockets.incrementAndGet();
          socket.exceptionHandler(_ -> {});
          socket.closeHandler(_ -> closed.incrementAndGet());
          socket.handler(_ -> turn.handle(socket));
        })
        .listen());
    return URI.create("https://127.0.0.9:" + server.actualPort() + "/base/");
  }

  /* Writes for as long as it is let. */
  private static void pour(NetSocket socket, String text) {
    socket.write(text).onSuccess(_ -> pour(socket, text));
  }

  /* Trusts in everybody, and notes whom it was asked about. */
  private final class Counting implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String kind) {
      proven.incrementAndGet();
      callers.add(Identities.of(chain[0]));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String kind) {
      throw new IllegalStateException("it is a server itself");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  private void untilClosed(int count) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (closed.get() < count) {
      if (System.nanoTime() > end) throw new AssertionError(closed.get() + " are closed");
      await(vertx.timer(5, TimeUnit.MILLISECONDS));
    }
  }
}
