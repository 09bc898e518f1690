package godwit.bridge.feed.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import godwit.bridge.detection.Detector;
import godwit.bridge.detection.Heard;
import godwit.bridge.detection.Receiver;
import godwit.bridge.detection.Report;
import godwit.bridge.detection.Rssi;
import godwit.bridge.detection.Sighting;
import godwit.bridge.detection.TimeQuality;
import godwit.codec.air.Recogniser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ProductTest {
  private static final String GAEN =
      "02011A03036FFD17166FFD00112233445566778899AABBCCDDEEFF01020304";
  private static final String PAYLOAD = "00112233445566778899aabbccddeeff01020304";
  private static final OptionalLong NOON = OptionalLong.of(1_795_176_000_000L);

  @Test
  void readsRuuviOverHttp() throws MalformedMessage {
    GatewayMessage message = read(Product.RUUVI, """
        {"data": {"coordinates": "", "timestamp": "1795176002", "nonce": "77",
         "gw_mac": "C8:25:2D:00:00:01",
         "tags": {"4C:6F:64:59:43:86": {"rssi": -61, "timestamp": "1795176000", "data": "%s"}}}}
        """.formatted(GAEN));
    assertEquals(Optional.of("c8252d000001"), message.gateway());
    assertEquals(Optional.of("77"), message.nonce());
    assertHeard(message, -61, NOON, true);
  }

  @Test
  void readsRuuviWithoutTimes() throws MalformedMessage {
    GatewayMessage message = read(Product.RUUVI, """
        {"data": {"nonce": "78", "gw_mac": "C8:25:2D:00:00:01",
         "tags": {"4C:6F:64:59:43:86": {"rssi": -61, "cnt": "0", "data": "%s"}}}}
        """.formatted(GAEN));
    assertHeard(message, -61, OptionalLong.empty(), false);
  }

  @Test
  void readsRuuviOverMqtt() throws MalformedMessage {
    byte[] body = bytes("""
        {"gw_mac": "C8:25:2D:00:00:01", "rssi": -61, "aoa": [], "gwts": "1795176001",
         "ts": "1795176000", "data": "%s", "coords": ""}
        """.formatted(GAEN));
    assertHeard(
        Product.RUUVI.read(body, "ruuvi/C8:25:2D:00:00:01/4C:6F:64:59:43:86"), -61, NOON, true);
  }

  @Test
  void readsMinewJson() throws MalformedMessage {
    GatewayMessage message = read(Product.MINEW, """
        [{"timestamp": "2026-11-20T12:00:00.000Z", "type": "Gateway", "mac": "AC233F000001"},
         {"timestamp": "2026-11-20T12:00:00.000Z", "type": "Unknown", "mac": "4C6F64594386",
          "rssi": -61, "rawData": "%s"}]
        """.formatted(GAEN));
    assertEquals(Optional.of("ac233f000001"), message.gateway());
    assertHeard(message, -61, NOON, false);
  }

  @Test
  void readsMinewBinaryWhateverItIsLabelled() throws MalformedMessage {
    String advert = "1f" + GAEN + "00c3";
    String frame = "ac233f000001" + "0001" + "4c6f64594386" + "0001" + advert + "dd";
    String whole = "bb01" + HexFormat.of().toHexDigits(6 + frame.length() / 2) + frame;
    byte[] body = HexFormat.of().parseHex(whole);
    assertHeard(Product.MINEW.read(body, ""), -61, OptionalLong.empty(), false);
    for (int size = 3; size < body.length; size++) {
      byte[] cut = java.util.Arrays.copyOf(body, size);
      assertThrows(MalformedMessage.class, () -> Product.MINEW.read(cut, ""));
    }
  }

  @ParameterizedTest
  @CsvSource({"0xfd6f", "fd6f", "FD6F", "0000fd6f-0000-1000-8000-00805f9b34fb"})
  void readsOpenMqttGateway(String uuid) throws MalformedMessage {
    GatewayMessage message = read(Product.OPENMQTTGATEWAY, """
        {"id": "4C:6F:64:59:43:86", "mac_type": 1, "rssi": -61, "servicedatauuid": "%s",
         "servicedata": "%s"}
        """.formatted(uuid, PAYLOAD));
    assertHeard(message, -61, OptionalLong.empty(), false);
  }

  @Test
  void readsTheengsDecodedForm() throws MalformedMessage {
    GatewayMessage message =
        read(Product.THEENGS, """
        {"id": "4C:6F:64:59:43:86", "rssi": -61, "model_id": "GAEN", "rpi": "%s", "aem": "%s"}
        """.formatted(PAYLOAD.substring(0, 32), PAYLOAD.substring(32)));
    assertHeard(message, -61, OptionalLong.empty(), false);
  }

  @Test
  void anAdvertWithoutServiceDataIsHeardAndUnknown() throws MalformedMessage {
    GatewayMessage message =
        read(Product.OPENMQTTGATEWAY, "{\"id\": \"4C:6F:64:59:43:86\", \"rssi\": -61}");
    assertEquals(1, message.observations().size());
    assertEquals(List.of(), sightings(message));
    GatewayMessage odd = read(
        Product.OPENMQTTGATEWAY,
        "{\"id\": \"4C:6F:64:59:43:86\", \"servicedatauuid\": \"fd6f\", \"servicedata\": \"abc\"}");
    assertEquals(0, odd.observations().size());
    assertEquals(1, odd.malformed());
  }

  @Test
  void readsCassia() throws MalformedMessage {
    GatewayMessage message = read(Product.CASSIA, """
        {"id": "35656", "action": "data.scan", "timestamp": 1795176000000,
         "gateway": "CC:1B:E0:00:00:01", "data": [
          {"bdaddrs": [{"bdaddr": "4C:6F:64:59:43:86"}], "evtType": 3, "rssi": -61, "adData": "%s"},
          {"bdaddrs": [{"bdaddr": "4C:6F:64:59:43:86"}], "evtType": 4, "rssi": -61,
           "scanData": ""}]}
        """.formatted(GAEN));
    assertEquals(Optional.of("35656"), message.nonce());
    assertEquals(2, message.observations().size());
    assertTrue(message.observations().get(1).heard() instanceof Heard.ScanResponse);
    assertEquals(1, sightings(message).size());
  }

  @Test
  void readsWhatConfigurationMaps() throws MalformedMessage {
    MappedFormat aprilBrother = new MappedFormat(
        JsonPointer.compile("/devices"),
        Optional.of(JsonPointer.compile("/mac")),
        JsonPointer.compile("/1"),
        JsonPointer.compile("/2"),
        JsonPointer.compile("/3"),
        Optional.empty());
    GatewayMessage many = aprilBrother.read(bytes("""
        {"v": 1, "time": 456266, "mac": "246F28000001",
         "devices": [[3, "4C6F64594386", -61, "%s"], [3, "odd", -61, "%s"]]}
        """.formatted(GAEN, GAEN)));
    assertHeard(many, -61, OptionalLong.empty(), false);
    assertEquals(1, many.malformed());
    assertEquals(Optional.of("246f28000001"), many.gateway());
    MappedFormat blueUp = new MappedFormat(
        JsonPointer.compile(""),
        Optional.empty(),
        JsonPointer.compile("/mac"),
        JsonPointer.compile("/rssi"),
        JsonPointer.compile("/data"),
        Optional.of(JsonPointer.compile("/timestamp")));
    assertHeard(blueUp.read(bytes("""
            {"gateway": "0000f41200000001", "mac": "4c:6f:64:59:43:86", "data": "%s", "rssi": -61,
             "timestamp": 1795176000000}
            """.formatted(GAEN))), -61, NOON, false);
  }

  @ParameterizedTest
  @EnumSource(names = {"RUUVI", "MINEW", "OPENMQTTGATEWAY", "THEENGS", "CASSIA"})
  void everyProductCanSayWhatItReadOverAConnection(Product product) throws MalformedMessage {
    GatewayMessage message = read(product, """
        {"address": "4C:6F:64:59:43:86", "rssi": -50, "timestamp": 1795176000,
         "characteristic": "3e98c0f8-8f05-4829-a121-43e38f8933e7",
         "value": "10033a0004c7594709579efa450c0cedb59b6aad44"}
        """);
    assertEquals(1, sightings(message).size());
  }

  @ParameterizedTest
  @CsvSource({
    "-71, -71",
    "'\"-71\"', -71",
    "'\"-71??\"', -71",
    "-4294967234, 127",
    "200, 127",
    "127, 127",
    "21, 127",
    "20, 20",
    "-127, -127",
    "-128, 127",
    "'\"\"', 127",
    "null, 127",
    "-70.6, -71"
  })
  void readsStrengthsAsGatewaysWriteThem(String written, int expected) throws MalformedMessage {
    GatewayMessage message =
        read(Product.OPENMQTTGATEWAY, "{\"id\": \"4C6F64594386\", \"rssi\": " + written + "}");
    assertEquals(expected, message.observations().getFirst().rssi());
    assertEquals(Rssi.UNKNOWN, 127);
  }

  @ParameterizedTest
  @EnumSource(
      names = {"RUUVI", "MINEW", "OPENMQTTGATEWAY", "THEENGS", "CASSIA", "ARUBA", "ESPHOME"})
  void anyBytesAreReadOrRefusedWithoutQuotingThem(Product product) {
    for (String body : List.of(
        "",
        "{",
        "[]",
        "{}",
        "null",
        "1",
        "\"4C6F64594386\"",
        "[[]]",
        "{\"data\": []}",
        "{\"data\": {\"tags\": {\"x\": 1}}}",
        "[{\"mac\": 5}]",
        "{\"id\": {}}",
        "{\"bdaddrs\": 4}",
        "{\"id\": \"4C6F64594386\", \"servicedata\": []}",
        "{\"characteristic\": \"x\", \"value\": \"y\", \"address\": \"4C6F64594386\"}")) {
      try {
        assertTrue(sightings(read(product, body)).isEmpty());
      } catch (MalformedMessage refused) {
        assertFalse(String.valueOf(refused.getMessage()).contains("4C6F"));
      }
    }
  }

  /// The shapes as vendors document them, where a folder of samples is named.
  @ParameterizedTest
  @CsvSource({
    "ruuvi-http-timestamps.json, RUUVI, 5, 3",
    "ruuvi-http-no-timestamps.json, RUUVI, 5, 3",
    "minew-json-long.json, MINEW, 5, 3",
    "cassia-mqtt-scan.json, CASSIA, 5, 3",
    "theengs-gaen-decoded.json, THEENGS, 1, 1"
  })
  void readsTheVendorsShapes(String file, Product product, int heard, int identified)
      throws IOException, MalformedMessage {
    byte[] body = Files.readAllBytes(samples().resolve(file));
    GatewayMessage message = product.read(body, "");
    assertEquals(heard, message.observations().size());
    assertEquals(identified, sightings(message).size());
  }

  @Test
  void readsARealFrameOfMinew() throws IOException, MalformedMessage {
    String hex = Files.readString(samples().resolve("minew-binary-long.hex")).strip();
    GatewayMessage message = Product.MINEW.read(HexFormat.of().parseHex(hex), "");
    assertEquals(Optional.of("ac233fc02f87"), message.gateway());
    assertEquals(28, message.observations().size());
    assertEquals(0, message.malformed());
  }

  @ParameterizedTest
  @CsvSource({"openmqttgateway.ndjson, OPENMQTTGATEWAY", "ruuvi-mqtt.ndjson, RUUVI"})
  void readsTheVendorsMessages(String file, Product product) throws IOException, MalformedMessage {
    int identified = 0;
    for (String line : Files.readAllLines(samples().resolve(file))) {
      if (line.isBlank()) continue;
      JsonNode sample = new ObjectMapper().readTree(line);
      byte[] body = bytes(sample.path("payload").toString());
      identified += sightings(product.read(body, sample.path("topic").asText())).size();
    }
    assertEquals(3, identified);
  }

  private static Path samples() {
    String given = System.getProperty("godwit.ble", System.getenv("GODWIT_BLE"));
    assumeTrue(given != null, "no samples are named by godwit.ble or GODWIT_BLE");
    return Path.of(given).resolve("samples");
  }

  private static void assertHeard(
      GatewayMessage message, int rssi, OptionalLong millis, boolean wholeSeconds) {
    Observation seen = message.observations().getFirst();
    assertEquals(1, message.observations().size());
    assertEquals(rssi, seen.rssi());
    assertEquals(millis, seen.millis());
    assertEquals(wholeSeconds, seen.wholeSeconds());
    List<Sighting> sightings = sightings(message);
    assertEquals(1, sightings.size());
    assertEquals(
        PAYLOAD, HexFormat.of().formatHex(sightings.getFirst().detection().body()));
  }

  private static List<Sighting> sightings(GatewayMessage message) {
    List<Sighting> sightings = new ArrayList<>();
    Detector detector = new Detector(Recogniser.STANDARD, sightings::add);
    for (Observation seen : message.observations()) {
      detector.add(new Report(
          new Receiver("g", ""), 0, TimeQuality.ARRIVAL, seen.sender(), seen.rssi(), seen.heard()));
    }
    return sightings;
  }

  private static GatewayMessage read(Product product, String json) throws MalformedMessage {
    return product.read(bytes(json), "");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
