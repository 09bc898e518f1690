package godwit.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The commands of a venue, as an operator types them.
class BridgeCommandsTest {
  @TempDir
  private Path folder = Path.of("");

  @Test
  void aBridgeStartsSaysWhereAndStopsWhenTold() throws Exception {
    Path config = config(freePort(), "product: ruuvi, tokenFile: token");
    Process bridge = start(config);
    try (BufferedReader said = new BufferedReader(
        new InputStreamReader(bridge.getInputStream(), StandardCharsets.UTF_8))) {
      String ready = String.valueOf(said.readLine());
      assertTrue(ready.matches("ready http=[0-9]+ ops=[0-9]+"), ready);
      Run status = Run.of("status", "--config", config.toString());
      assertEquals(0, status.status(), status.err());
      assertTrue(status.out().contains("hall-1"), status.out());
      assertTrue(status.out().contains("never heard of"), status.out());
      Run json = Run.of("status", "--config", config.toString(), "--json");
      assertEquals(7, new ObjectMapper().readTree(json.out()).path("venue").asInt());
      Run check = Run.of("check", "--config", config.toString());
      assertEquals(1, check.status());
      assertTrue(check.out().contains("wrong authority: is not configured"), check.out());
      assertTrue(check.out().contains("is without TLS"), check.out());
      assertTrue(check.out().contains("wrong gateway hall-1: never heard of"), check.out());
      Process second = start(config);
      assertTrue(second.waitFor(30, TimeUnit.SECONDS));
      assertEquals(1, second.exitValue(), "one bridge has a spool at a time");
      bridge.destroy();
      assertTrue(bridge.waitFor(20, TimeUnit.SECONDS));
    } finally {
      bridge.destroyForcibly();
    }
  }

  @Test
  void whatIsWrongIsSaidWithItsLine() throws Exception {
    Path config = config(freePort(), "product: zigbee, tokenFile: token");
    for (String command : new String[] {"status", "check"}) {
      Run run = Run.of(command, "--config", config.toString());
      assertEquals(1, run.status());
      assertTrue(run.err().contains("bridge.yaml:7: gateways[0].product has to be"), run.err());
    }
    assertEquals(1, Run.of("--config", config.toString()).status());
    assertEquals(1, Run.of("--config", folder.resolve("none").toString()).status());
    assertEquals(2, Run.of("status").status());
  }

  @Test
  void withoutABridgeStatusSaysHowToStartOne() throws Exception {
    Run run = Run.of(
        "status", "--config", config(freePort(), "product: ruuvi, topic: a").toString());
    assertEquals(1, run.status());
    assertTrue(run.err().contains("no bridge answers at http://127.0.0.1:"), run.err());
  }

  private Path config(int ops, String gateway) throws Exception {
    Files.writeString(folder.resolve("token"), "a-token-of-a-gateway");
    Path file = folder.resolve("bridge.yaml");
    Files.writeString(file, """
        venue: { country: 578, code: 7 }
        listen:
          http: { host: 127.0.0.1, port: 0 }
          ops: { port: %d }
        spool: { folder: spool }
        gateways:
          - { name: hall-1, area: hall, %s }
        """.formatted(ops, gateway));
    return file;
  }

  private static Process start(Path config) throws Exception {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx128m",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            "godwit.bridge.Main",
            "--config",
            config.toString())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static int freePort() throws Exception {
    try (ServerSocket free = new ServerSocket(0)) {
      return free.getLocalPort();
    }
  }
}
