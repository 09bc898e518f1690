package godwit.node;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.codec.payload.RoutingCode;
import godwit.config.ServerConfig;
import godwit.fixture.IssuedCertificates;
import godwit.fixture.Member;
import godwit.fixture.ServeProcess;
import godwit.fixture.Sockets;
import godwit.http.connection.Door;
import godwit.trust.Pem;
import godwit.trust.Pki;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// However many connections somebody opens, each listener goes on to serve others.
class ConnectionsTest {
  private static final RoutingCode NORWAY = RoutingCode.nation(578, 0);
  private static final RoutingCode FRANCE = RoutingCode.nation(250, 0);
  private static final int FILES = 512;
  private static final int OPENED = 450;

  private final Vertx vertx = Vertx.vertx();
  private final Path folder;

  ConnectionsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void aDoorCountsAllAndThoseOfOneNetwork() throws Exception {
    Door door = new Door("devices", 5, 2);
    InetAddress first = InetAddress.ofLiteral("192.0.2.1");
    assertTrue(door.enter(first));
    assertTrue(door.enter(first));
    assertFalse(door.enter(first));
    assertTrue(door.enter(InetAddress.ofLiteral("2001:db8:1:2::1")));
    assertTrue(door.enter(InetAddress.ofLiteral("2001:db8:1:2:ffff::9")));
    assertFalse(door.enter(InetAddress.ofLiteral("2001:db8:1:2:8000::")));
    assertTrue(door.enter(InetAddress.ofLiteral("2001:db8:1:3::")));
    assertFalse(door.enter(InetAddress.ofLiteral("192.0.2.2")));
    assertEquals(5, door.open());
    door.leave(first);
    assertTrue(door.enter(InetAddress.ofLiteral("192.0.2.2")));
  }

  @Test
  void fewDescriptorsMakeFewerConnections() throws Exception {
    ServerConfig config = ServerConfig.read(member().config());
    assertEquals(
        "peers 12288 (3072 of one address), devices 12288 (3072 of one address), ops 64 (64 of one"
            + " address)",
        Doors.of(config, OptionalLong.of(1 << 20), 200).toString());
    assertEquals(
        Doors.of(config, OptionalLong.of(1 << 20), 200).toString(),
        Doors.of(config, OptionalLong.empty(), 0).toString());
    /* 512, less those open, 64 and 8 for a peer that are kept, and 64 of ops. */
    assertEquals(
        "peers 117 (29 of one address), devices 59 (14 of one address), ops 64 (64 of one address)",
        Doors.of(config, OptionalLong.of(FILES), 200).toString());
    IOException few =
        assertThrows(IOException.class, () -> Doors.of(config, OptionalLong.of(256), 200));
    assertEquals(
        "this node needs 368 open files, and may have 256; raise the limit (ulimit -n)",
        few.getMessage());
  }

  @Test
  void whoTakesAllConnectionsOfPhonesLeavesTheOthersAlone() throws Exception {
    Member norway = member();
    Files.writeString(
        norway.config(),
        "limits: { connections: { ofOneAddress: 100000 } }\n",
        StandardOpenOption.APPEND);
    List<Socket> open = new ArrayList<>();
    try (ServeProcess process = ServeProcess.start(
        norway.config(), List.of("sh", "-c", "ulimit -n " + FILES + " && exec \"$@\"", "sh"))) {
      Node.Ports ports = process.awaitReady();
      for (int count = 0; count < OPENED; count++) {
        open.add(new Socket(InetAddress.getLoopbackAddress(), ports.devices()));
      }
      assertEquals(200, health(ports.ops()));
      var own = new Pki(InstantSource.system()).authority(folder, FRANCE, List.of(), 30);
      Sockets france = Sockets.of(
          new IssuedCertificates(Pem.certificates(own.certificate()), Pem.privateKey(own.key())),
          own.trust());
      try (SSLSocket peer = france.open(ports.peers(), Sockets.HTTP_1_1)) {
        assertEquals(200, status(peer, "/resolver"));
      }
      long turnedAway = open.stream().filter(ConnectionsTest::isOver).count();
      assertTrue(turnedAway > OPENED / 2 && turnedAway < OPENED, turnedAway + "");
      for (Socket each : open) each.close();
      String log = process.logged();
      assertTrue(log.contains("this process may have " + FILES + " open files"), log);
      assertEquals(1, log.split("turned away", -1).length - 1, log);
      assertFalse(log.contains("Too many open files"), log);
    }
  }

  private Member member() throws IOException {
    new Pki(InstantSource.system()).init(folder);
    return Member.sharing(vertx, folder, NORWAY)
        .configured(false, "country: 250, state: 0, name: France, delivery: pull");
  }

  private static int health(int port) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return status(socket, "/health/ready");
    }
  }

  private static int status(Socket socket, String path) throws IOException {
    socket
        .getOutputStream()
        .write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            .getBytes(US_ASCII));
    String answer = new String(socket.getInputStream().readNBytes(12), US_ASCII);
    return Integer.parseInt(answer.substring(9));
  }

  private static boolean isOver(Socket socket) {
    try {
      socket.setSoTimeout(1);
      InputStream in = socket.getInputStream();
      return in.read() < 0;
    } catch (SocketTimeoutException open) {
      return false;
    } catch (IOException reset) {
      return true;
    }
  }
}
