package godwit.bridge.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import godwit.bridge.detection.Adverts;
import godwit.bridge.feed.CaptureBytes;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A whole bridge, with gateways over real sockets and an authority over TLS.
class BridgeTest {
  private static final String ADDRESS = "4C:6F:64:59:43:86";

  @TempDir
  private Path folder = Path.of("");

  @Test
  void whatGatewaysPostReachesTheAuthority() throws Exception {
    try (LiveVenue venue = new LiveVenue(folder, "", "")) {
      assertEquals(200, post(venue, "hall-1", ruuvi(1, 1), LiveVenue.TOKEN + "1", "bridge"));
      assertEquals(200, post(venue, "hall-2", minew(2), "", "hall-2"));
      LiveVenue.await("two events", () -> venue.authority.events().size() == 2);
      assertTrue(venue.authority.events().stream()
          .allMatch(event -> event.areas().equals(List.of("hall"))));
      assertEquals("CN=gateway", venue.authority.clients().getFirst());
    }
  }

  @Test
  void whoIsNotTheGatewayIsRefused() throws Exception {
    try (LiveVenue venue = new LiveVenue(folder, "", "")) {
      String token = LiveVenue.TOKEN + "1";
      assertEquals(401, post(venue, "nobody", ruuvi(1, 1), "", "stranger"));
      assertEquals(401, post(venue, "nobody", ruuvi(1, 1), "another-token-altogether", "bridge"));
      assertEquals(
          403, post(venue, "another's", ruuvi(1, 1).replace("01\"", "09\""), token, "bridge"));
      String another = minew(1).replace("AC233F000001", "C8252D000001");
      assertEquals(403, post(venue, "another's", another, "", "hall-2"));
      assertEquals(400, post(venue, "odd", "{\"x\": 1}", token, "bridge"));
      assertEquals(200, post(venue, "good", ruuvi(1, 5), token, "bridge"));
      assertEquals(200, post(venue, "again", ruuvi(1, 5), token, "bridge"));
      assertEquals(413, post(venue, "large", "x".repeat(2 << 20), token, "bridge"));
      JsonNode gateway = venue.gateway("hall-1");
      assertEquals(1, gateway.path("duplicates").asInt());
      assertEquals(1, gateway.path("impostors").asInt());
      assertEquals(1, gateway.path("malformed").asInt());
      assertEquals(1, gateway.path("messages").asInt());
    }
  }

  @Test
  void noAddressIsInAnyFileMetricPageOrUpload() throws Exception {
    try (LiveVenue venue = new LiveVenue(folder, "", "")) {
      post(venue, "hall-1", ruuvi(1, 1), LiveVenue.TOKEN + "1", "bridge");
      LiveVenue.await("an event", () -> venue.authority.events().size() == 1);
      StringBuilder said = new StringBuilder();
      for (String path : List.of("/status", "/metrics", "/")) said.append(venue.ops(path));
      for (byte[] batch : venue.authority.bytes()) said.append(HexFormat.of().formatHex(batch));
      try (Stream<Path> files = Files.walk(folder.resolve("spool"))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          byte[] bytes = Files.readAllBytes(file);
          said.append(HexFormat.of().formatHex(bytes));
          said.append(new String(bytes, StandardCharsets.ISO_8859_1));
        }
      }
      String all = said.toString().toLowerCase(java.util.Locale.ROOT);
      for (String form : List.of("4c6f64594386", "4c:6f:64:59:43:86", "86435964 6f4c")) {
        assertFalse(all.contains(form.replace(" ", "")), "an address");
      }
    }
  }

  @Test
  void showsAPageAndMetricsOnLoopbackAlone() throws Exception {
    try (LiveVenue venue = new LiveVenue(folder, "", "")) {
      post(venue, "hall-1", ruuvi(1, 1), LiveVenue.TOKEN + "1", "bridge");
      assertTrue(venue.ops("/").contains("<td>hall-1</td>"));
      assertTrue(venue
          .ops("/metrics")
          .contains("godwit_bridge_gateway_messages_total{gateway=\"hall-1\"} 1\n"));
      assertTrue(venue.ops("/health/live").contains("true"));
      JsonNode silent = venue.gateway("bar-1");
      assertTrue(silent.path("warnings").path(0).asText().contains("never heard of"));
    }
  }

  @Test
  void aControllersStreamOverTcpIsReadAgainAfterABreak() throws Exception {
    try (ServerSocket controller = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        LiveVenue venue = new LiveVenue(
            folder,
            "",
            "  - { name: door, area: door, tcp: \"127.0.0.1:" + controller.getLocalPort()
                + "\" }")) {
      for (int round = 0; round < 2; round++) {
        try (Socket socket = controller.accept()) {
          OutputStream out = socket.getOutputStream();
          byte[] advert = Adverts.gaen(Adverts.body(round, 20));
          byte[] event = CaptureBytes.legacyEvent(3, 0x4C6F64594386L, -60, advert);
          out.write(Adverts.concat(new byte[] {4}, event, new byte[] {4}, event));
          out.flush();
        }
      }
      LiveVenue.await("two events", () -> venue.authority.events().size() == 2);
    }
  }

  @Test
  void aControllersStreamOverAUnixSocketIsRead() throws Exception {
    Path path = folder.resolve("h4.socket");
    try (var controller =
        java.nio.channels.ServerSocketChannel.open(java.net.StandardProtocolFamily.UNIX)) {
      controller.bind(java.net.UnixDomainSocketAddress.of(path));
      try (LiveVenue venue =
          new LiveVenue(folder, "", "  - { name: door, area: door, unix: h4.socket }")) {
        try (var socket = controller.accept()) {
          byte[] advert = Adverts.gaen(Adverts.body(3, 20));
          byte[] event = CaptureBytes.legacyEvent(3, 0x4C6F64594386L, -60, advert);
          byte[] sent = Adverts.concat(new byte[] {4}, event);
          socket.write(java.nio.ByteBuffer.wrap(sent));
        }
        LiveVenue.await("an event", () -> venue.authority.events().size() == 1);
      }
    }
  }

  /// With socat, where it is installed: a pair of terminals, garbage, a lost byte, an unplugged
  /// line.
  @Test
  void aControllersSerialLineIsReadThroughGarbageAndUnplugging() throws Exception {
    assumeTrue(isInstalled("socat"), "socat is not installed");
    Path near = folder.resolve("near");
    Path far = folder.resolve("far");
    Process pair = socat(near, far);
    try (LiveVenue venue = new LiveVenue(
        folder, "", "  - { name: door, area: door, serial: " + near + ", baud: 115200 }")) {
      byte[] one = h4(1);
      byte[] two = h4(2);
      byte[] lost = java.util.Arrays.copyOf(h4(3), h4(3).length - 1);
      try (OutputStream line = Files.newOutputStream(far)) {
        LiveVenue.await("a connection", () -> connections(venue) == 1);
        line.write(Adverts.concat(new byte[] {9, 2, 0, 77}, one, lost, two, two));
        line.flush();
        LiveVenue.await("two events", () -> venue.authority.events().size() == 2);
      }
      pair.destroyForcibly().waitFor();
      LiveVenue.await("an end", () -> connections(venue) == 0);
      pair = socat(near, far);
      LiveVenue.await("a connection", () -> connections(venue) == 1);
      try (OutputStream line = Files.newOutputStream(far)) {
        int before = reports(venue);
        LiveVenue.await("a report", () -> {
          say(line, Adverts.concat(h4(4), h4(4)));
          return reports(venue) > before;
        });
        LiveVenue.await("three phones", () -> phones(venue).size() == 3);
      }
      assertEquals(
          Set.of(1, 2, 4).stream().map(BridgeTest::data).collect(Collectors.toSet()),
          phones(venue));
    } finally {
      pair.destroyForcibly();
    }
  }

  /* A phone says the same again and again, so that a line that is just coming up loses nothing. */
  private static void say(OutputStream line, byte[] packets) {
    try {
      line.write(packets);
      line.flush();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Process socat(Path near, Path far) throws IOException {
    Files.deleteIfExists(near);
    Files.deleteIfExists(far);
    Process pair = new ProcessBuilder(
            "socat", "pty,raw,echo=0,link=" + near, "pty,raw,echo=0,link=" + far)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
    LiveVenue.await("terminals", () -> Files.exists(near) && Files.exists(far));
    return pair;
  }

  private static byte[] h4(int seed) {
    byte[] advert = Adverts.gaen(Adverts.body(seed, 20));
    return Adverts.concat(
        new byte[] {4}, CaptureBytes.legacyEvent(3, 0x4C6F64594386L, -60, advert));
  }

  private static int connections(LiveVenue venue) {
    return figure(venue, "connections");
  }

  /* What phones said, whose event may have been revised. */
  private static Set<String> phones(LiveVenue venue) {
    return venue.authority.events().stream()
        .map(event -> event.payload().substring(10))
        .collect(Collectors.toSet());
  }

  private static String data(int seed) {
    return HexFormat.of().formatHex(Adverts.body(seed, 20));
  }

  private static int reports(LiveVenue venue) {
    return figure(venue, "reports");
  }

  private static int figure(LiveVenue venue, String name) {
    try {
      return venue.gateway("door").path(name).asInt();
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /// With curl, where it is installed: gzip, Basic, its own TLS.
  @Test
  void curlPostsAsAGatewayDoes() throws Exception {
    assumeTrue(isInstalled("curl"), "curl is not installed");
    try (LiveVenue venue = new LiveVenue(folder, "", "")) {
      Path body = folder.resolve("body.json");
      Files.writeString(body, ruuvi(4, 1));
      assertEquals("200", curl(venue, body, "-u", "ruuvi:" + LiveVenue.TOKEN + "1"));
      Path zipped = folder.resolve("body.gz");
      try (OutputStream out = new java.util.zip.GZIPOutputStream(Files.newOutputStream(zipped))) {
        out.write(ruuvi(5, 2).getBytes(StandardCharsets.UTF_8));
      }
      assertEquals(
          "200",
          curl(
              venue,
              zipped,
              "-H",
              "Content-Encoding: gzip",
              "-H",
              "Authorization: bearer " + LiveVenue.TOKEN + "1"));
      assertEquals("401", curl(venue, body, "-u", "ruuvi:no"));
      LiveVenue.await("two events", () -> venue.authority.events().size() == 2);
    }
  }

  private String curl(LiveVenue venue, Path body, String... more) throws Exception {
    List<String> command = new ArrayList<>(List.of(
        "curl",
        "-s",
        "-o",
        "/dev/null",
        "-w",
        "%{http_code}",
        "--cacert",
        folder.resolve("ca.pem").toString(),
        "--data-binary",
        "@" + body));
    command.addAll(List.of(more));
    command.add("https://localhost:" + venue.port("http") + "/ruuvi");
    Process curl = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(curl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    curl.waitFor();
    return said;
  }

  static boolean isInstalled(String program) {
    for (String folder : List.of("/usr/bin", "/usr/sbin", "/usr/local/bin", "/bin", "/opt/bin")) {
      if (Files.isExecutable(Path.of(folder).resolve(program))) return true;
    }
    return false;
  }

  private static int post(LiveVenue venue, String why, String body, String token, String identity)
      throws Exception {
    try (HttpClient client = HttpClient.newBuilder()
        .sslContext(venue.pki.identity(identity).context())
        .build()) {
      HttpRequest.Builder request = HttpRequest.newBuilder(
              URI.create("https://localhost:" + venue.port("http") + "/"))
          .header("User-Agent", why)
          .POST(HttpRequest.BodyPublishers.ofString(body));
      if (!token.isEmpty()) request.header("Authorization", "Bearer " + token);
      return client
          .send(request.build(), HttpResponse.BodyHandlers.discarding())
          .statusCode();
    }
  }

  private static String ruuvi(int seed, int nonce) {
    return """
        {"data": {"gw_mac": "C8:25:2D:00:00:01", "nonce": "%d",
         "tags": {"%s": {"rssi": -61, "data": "%s"}}}}
        """.formatted(nonce, ADDRESS, advert(seed));
  }

  private static String minew(int seed) {
    return """
        [{"type": "Gateway", "mac": "AC233F000001"},
         {"type": "Unknown", "mac": "4C6F64594386", "rssi": -61, "rawData": "%s"}]
        """.formatted(advert(seed));
  }

  private static String advert(int seed) {
    return HexFormat.of().formatHex(Adverts.gaenWithFlags(Adverts.body(seed, 20)));
  }
}
