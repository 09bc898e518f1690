package godwit.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.codec.payload.RoutingCode;
import godwit.config.ServerConfig;
import godwit.config.ServerConfigReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ExamplesTest {
  private static final Path EXAMPLES = Path.of(System.getProperty("basedir", ""), "..", "examples")
      .toAbsolutePath()
      .normalize();

  static List<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(EXAMPLES)) {
      return all.filter(file -> file.toString().endsWith(".yaml"))
          .filter(file -> !file.toString().contains("venue")) // the BLE bridge's own
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void isReadWithoutAnyEnvironment(Path file) {
    ServerConfig.read(file, Map.of());
  }

  @Test
  void oneAuthorityMentionsEveryKey() throws IOException {
    String text = Files.readString(EXAMPLES.resolve("one-authority.yaml"));
    var missing = new TreeSet<String>();
    ServerConfigReader.KEYS.forEach((section, keys) -> keys.stream()
        .filter(key -> !Pattern.compile("\\b" + key + ": ?").matcher(text).find())
        .forEach(key -> missing.add(section + "." + key)));
    assertEquals(new TreeSet<String>(), missing);
  }

  @Test
  void whatOneAuthorityLeavesInCommentsIsReadToo(@TempDir Path folder) throws IOException {
    String text = Files.readString(EXAMPLES.resolve("one-authority.yaml"))
        .replaceAll("(?m)^# (database:|robert:|registration:|  [a-zA-Z]+: )", "$1");
    Files.copy(EXAMPLES.resolve("calibration.csv"), folder.resolve("calibration.csv"));
    Path file = Files.writeString(folder.resolve("all.yaml"), text);
    ServerConfig config = ServerConfig.read(file, Map.of());
    assertTrue(config.robert().isPresent());
    assertTrue(config.heldKeys().isPresent());
    assertTrue(config.registration().isPresent());
    assertTrue(config.database() instanceof ServerConfig.Database.External);
  }

  @Test
  void theThreeNodesOfTheHubExampleFitTogether() {
    ServerConfig hub = read("hub");
    for (String name : List.of("france", "norway")) {
      ServerConfig node = read(name);
      RoutingCode own = node.authority().code();
      var entry = hub.peer(own).orElseThrow();
      assertEquals(node.listen().peers().port(), entry.endpoints().getFirst().getPort());
      var hubEntry = node.peer(hub.authority().code()).orElseThrow();
      assertEquals(hub.listen().peers().port(), hubEntry.endpoints().getFirst().getPort());
      for (ServerConfig.Peer other : hub.peers()) {
        if (!other.code().equals(own)) assertTrue(hubEntry.relays().contains(other.code()));
      }
    }
  }

  private static ServerConfig read(String name) {
    return ServerConfig.read(EXAMPLES.resolve("hub").resolve(name + ".yaml"), Map.of());
  }
}
