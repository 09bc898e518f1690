package godwit.bridge.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import godwit.bridge.detection.Adverts;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Gateways over MQTT, both ways: those that connect here, and a broker's.
class MqttFeedTest {
  private static final String BAR = LiveVenue.TOKEN + "3";

  @TempDir
  private Path folder = Path.of("");

  @Test
  void whatIsAcknowledgedReachesTheAuthority() throws Exception {
    try (LiveVenue venue = new LiveVenue(folder, "", "");
        MqttClient client = client(venue, "bridge")) {
      assertEquals(0, client.connect("OMG1", "omg", BAR));
      assertEquals(1, client.subscribe("home/OMG1/commands/#"));
      client.ping();
      for (int packet = 1; packet <= 20; packet++) {
        client.publish(0x02, "home/OMG1/BTtoMQTT/4C6F64594386", packet, advert(packet));
      }
      for (int packet = 1; packet <= 20; packet++) assertEquals(packet, client.acknowledged());
      client.publish(0x00, "home/OMG1/BTtoMQTT/4C6F64594386", 0, advert(99));
      LiveVenue.await("21 events", () -> venue.authority.events().size() == 21);
      assertEquals(1, venue.gateway("bar-1").path("connections").asInt());
    }
  }

  @Test
  void aCertificateIsEnoughWhereItIsConfigured() throws Exception {
    try (LiveVenue venue = new LiveVenue(folder, "", "");
        MqttClient client = client(venue, "hall-2")) {
      assertEquals(0, client.connect("minew", "", ""));
    }
  }

  @Test
  void whoIsNotTheGatewayIsRefused() throws Exception {
    try (LiveVenue venue = new LiveVenue(folder, "", "")) {
      for (String token : List.of("", "no", LiveVenue.TOKEN)) {
        try (MqttClient client = client(venue, "stranger")) {
          assertEquals(5, client.connect("OMG1", "omg", token));
          assertTrue(client.isEnded());
        }
      }
      // Another's id with another's certificate does not end the first one's connection.
      try (MqttClient first = client(venue, "bridge");
          MqttClient second = client(venue, "hall-2")) {
        assertEquals(0, first.connect("OMG1", "omg", BAR));
        assertEquals(2, second.connect("OMG1", "", ""));
        first.ping();
      }
      // The same gateway anew does.
      try (MqttClient first = client(venue, "bridge");
          MqttClient second = client(venue, "bridge")) {
        assertEquals(0, first.connect("OMG2", "omg", BAR));
        assertEquals(0, second.connect("OMG2", "omg", BAR));
        assertTrue(first.isEnded());
        second.ping();
      }
    }
  }

  @Test
  void redeliveredRetainedAndOddMessagesAreNoSightings() throws Exception {
    try (LiveVenue venue = new LiveVenue(folder, "", "");
        MqttClient client = client(venue, "bridge")) {
      assertEquals(0, client.connect("OMG1", "omg", BAR));
      client.publish(0x03, "home/OMG1/BTtoMQTT/x", 1, advert(1)); // retained
      client.publish(0x0A, "home/OMG1/BTtoMQTT/x", 2, advert(2)); // again, without a time
      client.publish(0x02, "home/OMG1/LWT", 3, "offline");
      client.publish(0x02, "home/OMG1/BTtoMQTT/x", 4, "{\"id\": \"4C6F64594386\"}");
      for (int packet = 1; packet <= 4; packet++) assertEquals(packet, client.acknowledged());
      JsonNode gateway = venue.gateway("bar-1");
      assertEquals(1, gateway.path("stale").asInt());
      assertEquals(1, gateway.path("malformed").asInt());
      assertEquals(1, gateway.path("messages").asInt());
      assertEquals(0, venue.status().path("pipeline").path("identified").asInt());
    }
  }

  @Test
  void whatBreaksTheProtocolEndsTheConnection() throws Exception {
    try (LiveVenue venue = new LiveVenue(folder, "", "")) {
      try (MqttClient client = client(venue, "bridge")) {
        client.publish(0x02, "before/connect", 1, advert(1));
        assertTrue(client.isEnded());
      }
      try (MqttClient client = client(venue, "bridge")) {
        assertEquals(0, client.connect("OMG1", "omg", BAR));
        client.publish(0x04, "qos/2", 1, advert(1));
        assertTrue(client.isEnded());
      }
      try (MqttClient client = client(venue, "bridge")) {
        assertEquals(0, client.connect("OMG1", "omg", BAR));
        assertThrows(IOException.class, () -> {
          client.publish(0x02, "large", 1, "x".repeat(300_000));
          client.acknowledged();
        });
      }
    }
  }

  /// With mosquitto's clients, where they are installed.
  @Test
  void mosquittoPublishesHere() throws Exception {
    assumeTrue(BridgeTest.isInstalled("mosquitto_pub"), "mosquitto_pub is not installed");
    try (LiveVenue venue = new LiveVenue(folder, "", "")) {
      Path lines = folder.resolve("lines");
      List<String> messages = new ArrayList<>();
      for (int index = 0; index < 300; index++) messages.add(advert(index));
      Files.write(lines, messages);
      Process client = new ProcessBuilder(
              "mosquitto_pub",
              "-h",
              "localhost",
              "-p",
              "" + venue.port("mqtt"),
              "--cafile",
              venue.file("ca.pem").toString(),
              "-i",
              "OMG1",
              "-u",
              "omg",
              "-P",
              BAR,
              "-q",
              "1",
              "-t",
              "home/OMG1/BTtoMQTT/x",
              "-l")
          .redirectInput(lines.toFile())
          .redirectErrorStream(true)
          .start();
      String said = new String(client.getInputStream().readAllBytes(), UTF_8);
      assertEquals(0, client.waitFor(), said);
      LiveVenue.await("300 events", () -> venue.authority.events().size() == 300);
    }
  }

  /// With a broker of mosquitto's over mutual TLS, where it is installed: what is published while
  /// the bridge is away is fetched, and a broker that restarts is found again.
  @Test
  void fetchesWhatABrokerHas() throws Exception {
    assumeTrue(BridgeTest.isInstalled("mosquitto"), "mosquitto is not installed");
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    String broker = "brokers: [ { host: localhost, port: " + port + ", trust: ca.pem,"
        + " certificate: hall-2.pem, key: hall-2.key } ]";
    String gateway =
        "  - { name: omg-2, area: bar, product: openmqttgateway, topic: \"home/OMG2/#\" }";
    try (LiveVenue venue = new LiveVenue(folder, broker, gateway)) {
      Process running = mosquitto(port);
      try {
        LiveVenue.await("the broker", () -> brokersConnected(venue) == 1);
        publish(venue, port, "home/OMG2/BTtoMQTT/x", advert(1));
        publish(venue, port, "home/OTHER/BTtoMQTT/x", advert(2));
        LiveVenue.await("an event", () -> venue.authority.events().size() == 1);
        running.destroy();
        running.waitFor();
        LiveVenue.await("no broker", () -> brokersConnected(venue) == 0);
        running = mosquitto(port);
        LiveVenue.await("the broker", () -> brokersConnected(venue) == 1);
        publish(venue, port, "home/OMG2/BTtoMQTT/x", advert(3));
        LiveVenue.await("two events", () -> venue.authority.events().size() == 2);
      } finally {
        running.destroyForcibly();
      }
    }
  }

  private Process mosquitto(int port) throws IOException {
    Path config = folder.resolve("mosquitto.conf");
    Files.writeString(config, """
        listener %d 127.0.0.1
        cafile %s
        certfile %s
        keyfile %s
        require_certificate true
        allow_anonymous true
        user root
        """.formatted(
            port,
            folder.resolve("ca.pem"),
            folder.resolve("bridge.pem"),
            folder.resolve("bridge.key")));
    return new ProcessBuilder("mosquitto", "-c", config.toString())
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("mosquitto.log").toFile())
        .start();
  }

  private static void publish(LiveVenue venue, int port, String topic, String message)
      throws Exception {
    Process client = new ProcessBuilder(
            "mosquitto_pub",
            "-h",
            "localhost",
            "-p",
            "" + port,
            "--cafile",
            venue.file("ca.pem").toString(),
            "--cert",
            venue.file("stranger.pem").toString(),
            "--key",
            venue.file("stranger.key").toString(),
            "-q",
            "1",
            "-t",
            topic,
            "-m",
            message)
        .redirectErrorStream(true)
        .start();
    String said = new String(client.getInputStream().readAllBytes(), UTF_8);
    assertEquals(0, client.waitFor(), said);
  }

  private static int brokersConnected(LiveVenue venue) {
    try {
      return venue.status().path("brokersConnected").asInt();
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static MqttClient client(LiveVenue venue, String identity) throws IOException {
    return new MqttClient(venue.pki.identity(identity).context(), venue.port("mqtt"));
  }

  private static String advert(int seed) {
    return "{\"id\": \"4C:6F:64:59:43:86\", \"rssi\": -61, \"servicedatauuid\": \"0xfd6f\","
        + " \"servicedata\": \"" + HexFormat.of().formatHex(Adverts.body(seed, 20)) + "\"}";
  }
}
