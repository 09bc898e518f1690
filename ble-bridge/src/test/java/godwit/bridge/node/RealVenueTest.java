package godwit.bridge.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.bridge.Addresses;
import godwit.bridge.RealCaptures;
import godwit.bridge.detection.Adverts;
import godwit.bridge.feed.CaptureReader;
import godwit.bridge.feed.Captures;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two real receivers of one hall as gateways of a live bridge, where the captures are there.
class RealVenueTest {
  @TempDir
  private Path folder = Path.of("");

  @Test
  void theIdentifiersThatTsharkReadsArriveAndNoAddressIsLeft() throws Exception {
    Path captures = RealCaptures.folder("dp3t");
    Path first = captures.resolve("exp34-rx01-slice.btsnoop");
    Path second = captures.resolve("exp34-rx03-slice.btsnoop");
    try (ServerSocket one = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ServerSocket two = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        LiveVenue venue = new LiveVenue(
            folder, "", line("rx01", one.getLocalPort()) + line("rx03", two.getLocalPort()))) {
      try (Socket near = one.accept();
          Socket far = two.accept()) {
        play(first, near.getOutputStream());
        play(second, far.getOutputStream());
        LiveVenue.await("all reports", () -> identified(venue) == 1405 + 1338);
        LiveVenue.await("all identifiers", () -> identifiers(venue).size() == 72);
      }
      StringBuilder said = new StringBuilder();
      for (String path : new String[] {"/status", "/metrics", "/"}) said.append(venue.ops(path));
      for (byte[] batch : venue.authority.bytes()) said.append(HexFormat.of().formatHex(batch));
      try (Stream<Path> files = Files.walk(folder.resolve("spool"))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          byte[] bytes = Files.readAllBytes(file);
          said.append(HexFormat.of().formatHex(bytes));
          said.append(new String(bytes, StandardCharsets.ISO_8859_1));
        }
      }
      Set<Long> addresses = RealCaptures.addresses(first);
      addresses.addAll(RealCaptures.addresses(second));
      assertTrue(addresses.size() > 60);
      String all = said.toString();
      addresses.forEach(address -> Addresses.assertAbsent(address, all));
    }
  }

  private static String line(String name, int port) {
    return "  - { name: " + name + ", area: hall, tcp: \"127.0.0.1:" + port + "\" }\n";
  }

  private static void play(Path capture, OutputStream out) throws IOException {
    try (InputStream in = Files.newInputStream(capture)) {
      CaptureReader reader = Captures.open(in);
      while (reader.next()) {
        if (!reader.isEvent()) continue;
        ByteBuffer event = reader.event();
        byte[] bytes = new byte[event.remaining()];
        event.get(bytes);
        out.write(Adverts.concat(new byte[] {4}, bytes));
      }
      // What follows confirms the last report.
      out.write(new byte[] {4, 0x0E, 4, 1, 2, 3, 4, 4, 0x0E, 4, 1, 2, 3, 4});
      out.flush();
    }
  }

  private static long identified(LiveVenue venue) {
    try {
      return venue.status().path("pipeline").path("identified").asLong();
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static Set<String> identifiers(LiveVenue venue) {
    Set<String> found = venue.authority.events().stream()
        .map(event -> event.payload().substring(10, 42))
        .collect(Collectors.toSet());
    assertEquals(
        0,
        venue.bridge.gateways().stream()
            .mapToLong(gateway -> gateway.figures().refused())
            .sum());
    return found;
  }
}
