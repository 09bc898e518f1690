package godwit.bridge.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.bridge.feed.gateway.Product;
import godwit.bridge.feed.net.BluezAdapter;
import godwit.bridge.feed.net.EsphomeDevice;
import godwit.bridge.feed.net.EventStream;
import godwit.bridge.feed.net.HciLine;
import godwit.codec.air.AirSystem;
import godwit.codec.payload.RoutingCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BridgeConfigReaderTest {
  private static final String LEAST = """
      venue: { country: 578, code: 7 }
      gateways:
        - { name: g1, product: ruuvi, certificate: %s }
      """.formatted("ab".repeat(32));

  @TempDir
  private Path folder = Path.of("");

  @Test
  void readsTheExample() throws Exception {
    Files.createDirectories(folder.resolve("secrets"));
    for (String name : new String[] {
      "hall-1.token", "bar-2.token", "broker.password", "cassia.password", "hall-3.token"
    }) {
      Files.writeString(folder.resolve("secrets").resolve(name), "0123456789abcdef\n");
    }
    Files.writeString(
        folder.resolve("secrets/bar-4.key"), "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n");
    String example = Files.readString(Path.of("..", "examples", "venue", "bridge.yaml"));
    BridgeConfig config = read(example);
    assertEquals(RoutingCode.nation(826, 4), config.rules().authority());
    assertEquals(123_456, config.venue());
    assertEquals(folder.resolve("secrets/venue.secret"), config.secret());
    assertEquals(11, config.gateways().size());
    assertEquals(
        "bridge",
        assertInstanceOf(EventStream.class, config.sources().get("bar-3"))
            .token()
            .orElseThrow()
            .user());
    assertEquals(Optional.of("c8252d000001"), config.gateways().get(0).address());
    assertEquals(Optional.of("0123456789abcdef"), config.gateways().get(0).token());
    assertEquals(Product.MINEW, config.gateways().get(1).product());
    assertTrue(config.gateways().get(3).format().isPresent());
    assertEquals(new HciLine.Serial("/dev/ttyACM0", 1_000_000), config.sources().get("door-1"));
    assertEquals(new HciLine.Tcp("controller.example", 4000), config.sources().get("door-2"));
    assertEquals(
        "bar-box",
        assertInstanceOf(EsphomeDevice.class, config.sources().get("bar-4")).host());
    assertEquals(new BluezAdapter(BluezAdapter.SYSTEM, "hci0"), config.sources().get("door-4"));
    assertEquals(Product.ARUBA, config.gateways().get(5).product());
    assertEquals(1L << 30, config.bounds().bytes());
    assertEquals(Duration.ofDays(14), config.bounds().age());
    assertEquals(AirSystem.DRAFT, config.rules().recogniser().signs().getFirst().system());
    assertTrue(config.rules().recogniser().signs().stream()
        .noneMatch(sign -> sign.system() == AirSystem.GAEN));
  }

  @Test
  void theLeastIsEnough() throws Exception {
    BridgeConfig config = read(LEAST);
    assertEquals(9091, config.ops().port());
    assertEquals(60, config.rules().events().gap().toSeconds());
    assertEquals(2, config.rules().minSamples());
    assertTrue(config.authority().isEmpty());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      colour: red                                  | 4: unknown key colour
      events: { gapp: 60s }                        | unknown key events.gapp
      events: { gap: 60 }                          | events.gap has to be a time
      events: { gap: 20m }                         | contradicts itself
      events: { binSeconds: 7 }                    | contradicts itself
      spool: { bytes: 5 }                          | has to be a size
      listen: { ops: { host: 0.0.0.0 } }           | has to be a loopback address
      listen: { http: { certificate: a.pem } }     | needs its key
      listen: { http: { port: 70000 } }            | a number from 0 to 65535
      authority: { url: "http://a", certificate: a, key: b, trust: c } | has to be https
      authority: { url: "https://a", key: b, trust: c } | authority.certificate is missing
      recognise: { gaen: maybe }                   | true or false
      recognise: { draftService: 5 }               | has to be a UUID
      brokers: [ { port: 1 } ]                     | brokers[0].host is missing
      formats: { a: { rssi: x } }                  | JSON Pointer
      spool: { folder: "${NOT_SET}" }              | the environment variable NOT_SET
      """)
  void saysWhatIsWrongAndWhere(String more, String wanted) throws IOException {
    var refused = assertThrows(BridgeConfigException.class, () -> read(LEAST + more + "\n"));
    assertTrue(
        refused.problems().stream().anyMatch(each -> each.contains(wanted)),
        refused.problems().toString());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      { name: g2, product: ruuvi }                        | has no way in
      { name: g2, product: zigbee, topic: a }             | ruuvi, minew
      { name: g2, topic: a }                              | or format is missing
      { name: g2, format: none, topic: a }                | is not in formats
      { name: "a b", product: ruuvi, topic: a }           | letters, digits
      { name: g1, product: ruuvi, topic: a }              | is another gateway's too
      { product: ruuvi, topic: a }                        | .name is missing
      { name: g2, product: ruuvi, topic: a, address: 12 } | has 12 hex digits
      { name: g2, tcp: nowhere }                          | has to be HOST:PORT
      { name: g2, product: cassia, events: { url: "ftp://a" } } | has to begin with http
      { name: g2, product: ruuvi, tokenFile: none }       | cannot be read
      """)
  void saysWhatIsWrongWithAGateway(String gateway, String wanted) throws IOException {
    var refused =
        assertThrows(BridgeConfigException.class, () -> read(LEAST + "  - " + gateway + "\n"));
    assertTrue(
        refused.problems().stream().anyMatch(each -> each.contains(wanted)),
        refused.problems().toString());
  }

  @Test
  void whatIsNoYamlIsRefusedWithItsLine() {
    for (String text : new String[] {"venue: [", "a: 1\na: 2\n", "- x\n", "just text"}) {
      assertThrows(BridgeConfigException.class, () -> read(text), text);
    }
  }

  private BridgeConfig read(String text) throws IOException, BridgeConfigException {
    Path file = folder.resolve("bridge.yaml");
    Files.writeString(file, text);
    return BridgeConfigReader.read(file, Map.of());
  }
}
