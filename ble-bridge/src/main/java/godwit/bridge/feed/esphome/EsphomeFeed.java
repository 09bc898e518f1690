package godwit.bridge.feed.esphome;

import godwit.bridge.feed.gateway.GatewayMessage;
import godwit.bridge.feed.gateway.MalformedMessage;
import godwit.bridge.feed.net.EsphomeDevice;
import godwit.bridge.feed.net.Reopening;
import godwit.bridge.venue.GatewayHealth;
import godwit.bridge.venue.GatewayIntake;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;

/// The adverts that an ESPHome device hears, asked of it over its native API, and asked again
/// whenever the connection ends.
///
/// Blocks; for a virtual thread. The device drops what it cannot send, so that it is never made to
/// wait: what finds no room here is dropped and counted. It takes one subscriber only.
public final class EsphomeFeed {
  private static final int CONNECT_MILLIS = 10_000;
  /* A device asks after a minute of silence whether somebody is there. */
  private static final int SILENCE_MILLIS = 90_000;

  private static final int HELLO = 1;
  private static final int HELLO_ANSWER = 2;
  private static final int LOG_IN = 3;
  private static final int DISCONNECT = 5;
  private static final int DISCONNECT_ANSWER = 6;
  private static final int PING = 7;
  private static final int PING_ANSWER = 8;
  private static final int SUBSCRIBE = 66;
  private static final int ADVERTS = 93;

  private static final byte[] NOTHING = {};
  /* Field 1: who asks; fields 2 and 3: the API's version, 1.10. */
  private static final byte[] WHO_ASKS =
      "\n\6godwit\20\1\30\12".getBytes(StandardCharsets.US_ASCII);
  /* Field 1, flags: adverts as they were on the air. */
  private static final byte[] RAW = {8, 1};

  private final EsphomeDevice device;
  private final GatewayHealth gateway;
  private final GatewayIntake intake;
  private final SecureRandom random;

  public EsphomeFeed(
      EsphomeDevice device, GatewayHealth gateway, GatewayIntake intake, SecureRandom random) {
    this.device = device;
    this.gateway = gateway;
    this.intake = intake;
    this.random = random;
  }

  /// Reads until the thread is interrupted.
  public void run() {
    Reopening.run(this::read);
  }

  /// Looks whether a device answers, and takes the key.
  ///
  /// @throws IOException that says what is wrong
  public static void check(EsphomeDevice device, SecureRandom random) throws IOException {
    try (Socket socket = connect(device)) {
      greet(frames(socket, device, random));
    }
  }

  private void read(Runnable opened) throws IOException {
    try (Socket socket = connect(device)) {
      Frames frames = frames(socket, device, random);
      greet(frames);
      frames.write(new Frames.Message(LOG_IN, NOTHING));
      frames.write(new Frames.Message(SUBSCRIBE, RAW));
      opened.run();
      gateway.connected();
      try {
        while (!Thread.currentThread().isInterrupted() && answer(frames, frames.read())) {
          // until it says good-bye
        }
      } finally {
        gateway.disconnected();
      }
    }
  }

  private static Socket connect(EsphomeDevice device) throws IOException {
    Socket socket = new Socket();
    try {
      socket.setTcpNoDelay(true);
      socket.setKeepAlive(true);
      socket.setSoTimeout(SILENCE_MILLIS);
      socket.connect(new InetSocketAddress(device.host(), device.port()), CONNECT_MILLIS);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private static Frames frames(Socket socket, EsphomeDevice device, SecureRandom random)
      throws IOException {
    DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    if (device.key().isEmpty()) return new OpenFrames(in, socket.getOutputStream());
    byte[] ephemeral = new byte[NoiseHandshake.KEY_BYTES];
    random.nextBytes(ephemeral);
    byte[] key = device.key().get().toArray();
    return EncryptedFrames.open(in, socket.getOutputStream(), key, ephemeral);
  }

  private static void greet(Frames frames) throws IOException {
    frames.write(new Frames.Message(HELLO, WHO_ASKS));
    Frames.Message answer = frames.read();
    if (answer.type() != HELLO_ANSWER) throw new IOException("the device does not say who it is");
  }

  /* Whether the conversation goes on. */
  private boolean answer(Frames frames, Frames.Message message) throws IOException {
    switch (message.type()) {
      case ADVERTS -> take(message.body());
      case PING -> frames.write(new Frames.Message(PING_ANSWER, NOTHING));
      case DISCONNECT -> {
        frames.write(new Frames.Message(DISCONNECT_ANSWER, NOTHING));
        return false;
      }
      default -> {} // of no interest here
    }
    return true;
  }

  private void take(byte[] body) {
    GatewayMessage message;
    try {
      message = gateway.gateway().product().read(body, "");
    } catch (MalformedMessage _) {
      gateway.malformed();
      return;
    }
    intake.take(gateway, message, false, body, (durable, tracing) -> {});
  }
}
