package godwit.http.device;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import godwit.fixture.PeerTest;
import godwit.fixture.RunningNode;
import godwit.fixture.SampleBatch;
import godwit.fixture.TestClient;
import godwit.trust.Pki;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The example of examples/nginx, run as it stands but for addresses and folders, in front of a
/// node. Where nginx is not installed, it is skipped and says so.
class NginxTest extends PeerTest {
  private static final Path EXAMPLE = Path.of(System.getProperty("basedir", ""))
      .toAbsolutePath()
      .resolve("../examples/nginx/exposure-list.conf");
  private static final long STOP_SECONDS = 10;

  @TempDir
  private static Path folder;

  private Process nginx;
  private TestClient cache;
  private TestClient phone;
  private String oldest = "";

  @BeforeAll
  void startNginx() throws Exception {
    assumeTrue(isInstalled(), "nginx is not installed: examples/nginx is not tried here");
    int port = freePort();
    Path configuration = Files.writeString(folder.resolve("nginx.conf"), adapted(port));
    nginx = new ProcessBuilder("nginx", "-p", folder + "/", "-c", configuration.toString())
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("said.log").toFile())
        .start();
    node.until(() -> {
      if (!nginx.isAlive()) throw new AssertionError(said());
      try (var open = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return open.isConnected();
      } catch (IOException notYet) {
        return false;
      }
    });
    cache = TestClient.at(node, port);
    phone = TestClient.phone(node);
    oldest = next(phone.get("/exposure-list"));
    assertEquals(201, france.post(NORWAY, SampleBatch.simple(9).bytes()).status());
    node.until(() -> phone.get(oldest).status() == 200);
  }

  @AfterAll
  void stopNginx() throws InterruptedException {
    if (nginx == null) return;
    nginx.destroy();
    if (!nginx.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) nginx.destroyForcibly();
  }

  @Test
  void aPageIsFetchedOnceAndAnsweredInAllWays() {
    byte[] page = phone.get(oldest).body().getBytes();
    assertArrayEquals(page, cache.get(oldest).body().getBytes());
    var kept = cache.get(oldest);
    assertEquals("HIT", kept.header("x-cache-status"));
    assertArrayEquals(page, kept.body().getBytes());
    for (String name : List.of("etag", "link", "cache-control", "vary")) {
      assertEquals(phone.get(oldest).header(name), kept.header(name), name);
    }
    var held = cache.get(oldest, "if-none-match", "\"x\", W/" + kept.header("etag"));
    assertEquals("304 HIT", held.status() + " " + held.header("x-cache-status"));
    var part = cache.get(oldest, "range", "bytes=4-39");
    assertEquals("206 HIT", part.status() + " " + part.header("x-cache-status"));
    assertEquals(36, part.body().length());
    var document = cache.get(oldest, "accept", "application/json");
    assertEquals("application/json", document.header("content-type"));
    assertEquals("HIT", cache.get(oldest).header("x-cache-status"));
    var octets = cache.get(oldest, "accept", "application/octet-stream, */*;q=0.1");
    assertEquals("HIT", octets.header("x-cache-status"));
  }

  @Test
  void aPollThatFindsNothingIsKeptForAWhile() {
    String newest = next(cache.get(oldest));
    assertEquals(204, cache.get(newest).status());
    var kept = cache.get(newest);
    assertEquals("204 HIT", kept.status() + " " + kept.header("x-cache-status"));
    assertEquals(newest, next(kept));
  }

  @Test
  void partitionsAndVenuesPassAsWell() {
    for (String path : List.of("/exposure-list/578/0/16", "/venue-list")) {
      var direct = phone.get(path);
      var reply = cache.get(path);
      assertEquals(direct.status(), reply.status(), path);
      assertArrayEquals(direct.body().getBytes(), reply.body().getBytes(), path);
    }
    assertEquals("404 unknown-authority", cache.get("/exposure-list/578/0/17").problem());
  }

  @Test
  void whatIsRefusedIsNotKept() {
    String unknown = "/exposure-list?after=none";
    assertEquals("410 cursor-expired", cache.get(unknown).problem());
    assertEquals("MISS", cache.get(unknown).header("x-cache-status"));
  }

  @Test
  void nothingElsePasses() {
    assertEquals(404, cache.get("/config").status());
    assertEquals(404, cache.post("/contact", new byte[0]).status());
    assertEquals(403, cache.post("/exposure-list", new byte[0]).status());
  }

  private String adapted(int port) throws IOException {
    Pki.Issued own = node.identity(RunningNode.NORWAY);
    String text = Files.readString(EXAMPLE, UTF_8);
    String[][] places = {
      {"listen 443 ssl", "listen 127.0.0.1:" + port + " ssl"},
      {"server 127.0.0.1:8444;", "server 127.0.0.1:" + node.ports().devices() + ";"},
      {"/var/cache/nginx/godwit", folder.resolve("cache").toString()},
      {"/etc/nginx/list.example.pem", own.certificate().toString()},
      {"/etc/nginx/list.example.key", own.key().toString()},
      {"/etc/nginx/ca.pem", own.trust().toString()},
      {"worker_connections 16384;", "worker_connections 256;"}
    };
    for (String[] place : places) {
      if (!text.contains(place[0])) throw new AssertionError("not in the example: " + place[0]);
      text = text.replace(place[0], place[1]);
    }
    String ownFolders = "daemon off; pid nginx.pid; error_log error.log;\n";
    /* Else it gives up what it may do, and then may not enter this folder. */
    if (System.getProperty("user.name").equals("root")) ownFolders += "user root;\n";
    String inHttp = "http {\n  client_body_temp_path b; proxy_temp_path p; fastcgi_temp_path f;"
        + " uwsgi_temp_path u; scgi_temp_path s;\n";
    return ownFolders + text.replace("http {\n", inHttp);
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static boolean isInstalled() {
    try {
      return new ProcessBuilder("nginx", "-v").start().waitFor() == 0;
    } catch (IOException missing) {
      return false;
    } catch (InterruptedException stopped) {
      throw new AssertionError(stopped);
    }
  }

  private static String said() {
    try {
      return Files.readString(folder.resolve("said.log"), UTF_8);
    } catch (IOException unreadable) {
      return unreadable.toString();
    }
  }

  private static String next(TestClient.Reply reply) {
    return reply.header("link").replaceFirst("^<(.*)>.*", "$1");
  }
}
