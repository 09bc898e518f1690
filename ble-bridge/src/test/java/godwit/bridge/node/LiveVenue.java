package godwit.bridge.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import godwit.bridge.config.BridgeConfigException;
import godwit.bridge.config.BridgeConfigReader;
import godwit.bridge.time.Clocks;
import godwit.bridge.uplink.TestAuthority;
import godwit.bridge.uplink.TestPki;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A bridge that runs by a configuration file, with its authority, as at a venue.
final class LiveVenue implements AutoCloseable {
  static final String TOKEN = "token-of-gateway-";

  final TestPki pki;
  final TestAuthority authority;
  final Bridge bridge;
  private final Path folder;
  private final String ready;

  LiveVenue(Path folder, String moreConfig, String moreGateways)
      throws IOException, GeneralSecurityException, BridgeConfigException {
    this.folder = folder;
    pki = new TestPki(folder);
    pki.issue("authority", "", Duration.ofDays(1));
    pki.issue("bridge", "", Duration.ofDays(1));
    pki.issue("gateway", "urn:hix:gateway:578:0:123456:bridge", Duration.ofDays(1));
    byte[] own = pki.issue("hall-2", "", Duration.ofDays(1)).getEncoded();
    pki.issue("stranger", "", Duration.ofDays(1));
    authority = new TestAuthority(pki, "authority");
    Files.writeString(folder.resolve("t1"), TOKEN + "1\n");
    Files.writeString(folder.resolve("t3"), TOKEN + "3\n");
    String fingerprint =
        HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(own));
    Path file = folder.resolve("bridge.yaml");
    Files.writeString(file, """
        venue: { country: 578, code: 123456 }
        authority:
          { url: "%s", certificate: gateway.pem, key: gateway.key, trust: ca.pem, every: 100ms }
        listen:
          http:
            { host: 127.0.0.1, port: 0, certificate: bridge.pem, key: bridge.key, clients: ca.pem }
          mqtt:
            { host: 127.0.0.1, port: 0, certificate: bridge.pem, key: bridge.key, clients: ca.pem }
          ops: { port: 0 }
        recognise: { gaen: true }
        events: { gap: 500ms, maxLength: 15m, settle: 200ms, minSamples: 1, checkpoint: 100ms }
        %s
        gateways:
          - { name: hall-1, area: hall, product: ruuvi, tokenFile: t1, address: c8252d000001 }
          - { name: hall-2, area: hall, product: minew, certificate: %s }
          - { name: bar-1, area: bar, product: openmqttgateway, tokenFile: t3 }
        %s
        """.formatted(authority.uri(), moreConfig, fingerprint, moreGateways));
    bridge = Bridge.start(BridgeConfigReader.read(file, Map.of()), Clocks.system());
    ready = bridge.ready();
  }

  int port(String of) {
    Matcher port = Pattern.compile(of + "=([0-9]+)").matcher(ready);
    if (!port.find()) throw new AssertionError(ready);
    return Integer.parseInt(port.group(1));
  }

  Path file(String name) {
    return folder.resolve(name);
  }

  JsonNode status() throws IOException, InterruptedException {
    return new ObjectMapper().readTree(ops("/status"));
  }

  String ops(String path) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI uri = URI.create("http://127.0.0.1:" + port("ops") + path);
      return client
          .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
          .body();
    }
  }

  JsonNode gateway(String name) throws IOException, InterruptedException {
    for (JsonNode each : status().path("gateways")) {
      if (each.path("name").asText().equals(name)) return each;
    }
    throw new AssertionError(name);
  }

  static void await(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) throw new AssertionError("not within 30 s: " + what);
      Thread.onSpinWait();
      java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
    }
  }

  @Override
  public void close() throws IOException {
    bridge.close();
    authority.close();
  }
}
