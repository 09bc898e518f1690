package godwit.bridge.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.protobuf.CodedOutputStream;
import godwit.bridge.detection.Adverts;
import godwit.bridge.feed.bluez.MockBluez;
import godwit.bridge.feed.esphome.EsphomeFeed;
import godwit.bridge.feed.esphome.FakeDevice;
import godwit.bridge.feed.net.EsphomeDevice;
import godwit.codec.payload.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// ESPHome devices, Aruba's access points and BlueZ, over real sockets, to the authority.
class SourcesTest {
  private static final long PHONE = 0x4C6F64594386L;
  private static final String GAEN = "0000fd6f-0000-1000-8000-00805f9b34fb";

  @TempDir
  private Path folder = Path.of("");

  @Test
  void anOpenEsphomeDeviceIsHeardAgainAfterABreak() throws Exception {
    try (FakeDevice device = new FakeDevice(new byte[0]);
        LiveVenue venue = new LiveVenue(folder, "", esphome(device, ""))) {
      for (int seed = 1; seed <= 2; seed++) {
        try (FakeDevice.Client bridge = device.accept()) {
          bridge.ping();
          bridge.adverts(List.of(advert(seed), new FakeDevice.Advert(0, -60, new byte[3])));
          bridge.ping();
        }
      }
      LiveVenue.await("two phones", () -> phones(venue).equals(Set.of(data(1), data(2))));
      assertEquals(2, venue.gateway("door").path("malformed").asInt());
    }
  }

  @Test
  void anEsphomeDeviceWithAKeyIsHeard() throws Exception {
    byte[] key = Adverts.body(77, 32);
    Files.writeString(folder.resolve("esphome.key"), Base64.getEncoder().encodeToString(key));
    try (FakeDevice device = new FakeDevice(key);
        LiveVenue venue = new LiveVenue(folder, "", esphome(device, ", keyFile: esphome.key"))) {
      try (FakeDevice.Client bridge = device.accept()) {
        bridge.adverts(List.of(advert(3), advert(4)));
        bridge.ping();
      }
      LiveVenue.await("two phones", () -> phones(venue).equals(Set.of(data(3), data(4))));
    }
  }

  @Test
  void aWrongKeyAndAnOpenDeviceAreSaid() throws Exception {
    byte[] key = Adverts.body(77, 32);
    try (FakeDevice device = new FakeDevice(key)) {
      EsphomeDevice asked =
          new EsphomeDevice("127.0.0.1", device.port(), Optional.of(Bytes.copyOf(key)));
      CompletableFuture<Void> refused = CompletableFuture.runAsync(() -> {
        try {
          device.refuse();
        } catch (IOException e) {
          throw new java.io.UncheckedIOException(e);
        }
      });
      IOException said =
          assertThrows(IOException.class, () -> EsphomeFeed.check(asked, new SecureRandom()));
      assertEquals("the device refuses: Handshake MAC failure", said.getMessage());
      refused.get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void anAccessPointsWebsocketIsHeard() throws Exception {
    String more =
        "  - { name: ap, area: hall, product: aruba, tokenFile: t4," + " address: 204c03000001 }";
    Files.writeString(folder.resolve("t4"), LiveVenue.TOKEN + "4\n");
    try (LiveVenue venue = new LiveVenue(folder, "", more)) {
      Closed good = new Closed();
      WebSocket socket = open(venue, good);
      socket
          .sendBinary(ByteBuffer.wrap(telemetry(LiveVenue.TOKEN + "4", 5)), true)
          .join();
      byte[] parted = telemetry(LiveVenue.TOKEN + "4", 6);
      socket.sendBinary(ByteBuffer.wrap(parted, 0, 20), false).join();
      socket.sendBinary(ByteBuffer.wrap(parted, 20, parted.length - 20), true).join();
      LiveVenue.await("two phones", () -> phones(venue).equals(Set.of(data(5), data(6))));
      assertEquals(1, venue.gateway("ap").path("connections").asInt());
      socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
      assertEquals(WebSocket.NORMAL_CLOSURE, good.code.get(10, TimeUnit.SECONDS));

      Closed stranger = new Closed();
      open(venue, stranger)
          .sendBinary(ByteBuffer.wrap(telemetry("nobody's token, and long", 7)), true)
          .join();
      assertEquals(1008, stranger.code.get(10, TimeUnit.SECONDS));
      Closed talker = new Closed();
      open(venue, talker).sendText("{}", true).join();
      assertEquals(1003, talker.code.get(10, TimeUnit.SECONDS));
      assertEquals(Set.of(data(5), data(6)), phones(venue));
    }
  }

  /// With python3-dbusmock and dbus-daemon, where they are installed.
  @Test
  void whatBluezHearsIsHeardAlsoAfterItsRestart() throws Exception {
    assumeTrue(MockBluez.isInstalled(), "dbus-daemon or python3-dbusmock is not installed");
    String phone = "4C:6F:64:59:43:86";
    try (MockBluez bluez = new MockBluez(folder)) {
      String more = "  - { name: door, area: door, bluez: { bus: \"" + bluez.address() + "\" } }";
      try (LiveVenue venue = new LiveVenue(folder, "", more)) {
        bluez.addAdapter();
        LiveVenue.await("a connection", () -> figure(venue, "connections") == 1);
        bluez.addDevice(phone);
        bluez.heard(phone, GAEN, Adverts.body(8, 20), -61);
        bluez.heard(phone, -62);
        LiveVenue.await("two reports", () -> figure(venue, "contactTracing") == 2);
        bluez.restart();
        LiveVenue.await("an end", () -> figure(venue, "connections") == 0);
        bluez.addAdapter();
        LiveVenue.await("a connection", () -> figure(venue, "connections") == 1);
        bluez.addDevice(phone);
        bluez.heard(phone, -63);
        bluez.heard(phone, GAEN, Adverts.body(9, 20), -61);
        LiveVenue.await("two phones", () -> phones(venue).equals(Set.of(data(8), data(9))));
      }
    }
  }

  private static String esphome(FakeDevice device, String more) {
    return "  - { name: door, area: door, esphome: { host: 127.0.0.1, port: " + device.port() + more
        + " } }";
  }

  private static FakeDevice.Advert advert(int seed) {
    return new FakeDevice.Advert(
        PHONE + seed, -60 - seed, Adverts.gaenWithFlags(Adverts.body(seed, 20)));
  }

  private static byte[] telemetry(String token, int seed) throws IOException {
    return message(out -> {
      out.writeByteArray(1, message(meta -> {
        meta.writeUInt64(1, 1);
        meta.writeString(2, token);
        meta.writeEnum(3, 3);
      }));
      out.writeByteArray(2, message(reporter -> {
        reporter.writeString(1, "ap-1");
        reporter.writeByteArray(2, HexFormat.of().parseHex("204c03000001"));
      }));
      for (int kind : new int[] {0, 4}) {
        out.writeByteArray(6, message(advert -> {
          advert.writeByteArray(1, HexFormat.of().parseHex("4c6f64594386"));
          advert.writeEnum(2, kind);
          advert.writeByteArray(3, Adverts.gaenWithFlags(Adverts.body(seed, 20)));
          advert.writeSInt32(4, -63);
        }));
      }
    });
  }

  /// What writes a message's fields.
  private interface Fields {
    void write(CodedOutputStream out) throws IOException;
  }

  private static byte[] message(Fields fields) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    fields.write(out);
    out.flush();
    return bytes.toByteArray();
  }

  private static WebSocket open(LiveVenue venue, WebSocket.Listener listener) throws Exception {
    return HttpClient.newBuilder()
        .sslContext(venue.pki.identity("bridge").context())
        .build()
        .newWebSocketBuilder()
        .buildAsync(URI.create("wss://localhost:" + venue.port("http") + "/aruba"), listener)
        .get(10, TimeUnit.SECONDS);
  }

  /// Waits for the other side's good-bye.
  private static final class Closed implements WebSocket.Listener {
    private final CompletableFuture<Integer> code = new CompletableFuture<>();

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
      code.complete(status);
      return CompletableFuture.completedFuture(status);
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
      code.completeExceptionally(error);
    }
  }

  private static Set<String> phones(LiveVenue venue) {
    return venue.authority.events().stream()
        .map(event -> event.payload().substring(10))
        .collect(Collectors.toSet());
  }

  private static String data(int seed) {
    return HexFormat.of().formatHex(Adverts.body(seed, 20));
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
}
