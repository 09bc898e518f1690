package godwit.bridge.feed.esphome;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Frames of a device with an encryption key.
///
/// - shape: `1 | u16 length | encrypted (u16 type | u16 length | message)`, big-endian, after a
///   [NoiseHandshake] in such frames
/// - units, errors, source: as [Frames]
final class EncryptedFrames extends Frames {
  static final int MARK = 1;

  private static final byte[] PROLOGUE = "NoiseAPIInit\0\0".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] NOTHING = {};
  private static final int PROTOCOL = 1;
  private static final int MAX_REASON = 80;

  private final NoiseCipher sent;
  private final NoiseCipher received;

  private EncryptedFrames(
      DataInputStream in, OutputStream out, NoiseCipher sent, NoiseCipher received) {
    super(in, out);
    this.sent = sent;
    this.received = received;
  }

  /// Agrees on keys with a device.
  ///
  /// @param ephemeral 32 random bytes, used once
  static EncryptedFrames open(
      DataInputStream in, OutputStream out, byte[] preShared, byte[] ephemeral) throws IOException {
    NoiseHandshake handshake = new NoiseHandshake(PROLOGUE, preShared, ephemeral);
    byte[] first = handshake.writeFirst(NOTHING);
    writeFrame(out, NOTHING);
    writeFrame(
        out, ByteBuffer.allocate(1 + first.length).put((byte) 0).put(first).array());
    byte[] hello = readFrame(in);
    if (hello.length == 0 || hello[0] != PROTOCOL) {
      throw new IOException("the device speaks another protocol");
    }
    byte[] answer = readFrame(in);
    if (answer.length == 0 || answer[0] != 0) {
      String reason = new String(answer, StandardCharsets.UTF_8).replaceAll("[^ -~]", "");
      throw new IOException(
          "the device refuses: " + reason.substring(0, Math.min(MAX_REASON, reason.length())));
    }
    handshake.readSecond(Arrays.copyOfRange(answer, 1, answer.length));
    NoiseHandshake.Ciphers ciphers = handshake.ciphers();
    return new EncryptedFrames(in, out, ciphers.fromFirst(), ciphers.fromSecond());
  }

  @Override
  void write(Message message) throws IOException {
    byte[] body = message.body();
    ByteBuffer plain = ByteBuffer.allocate(2 * Short.BYTES + body.length)
        .putShort((short) message.type())
        .putShort((short) body.length)
        .put(body);
    writeFrame(out, sent.encrypt(NOTHING, plain.array()));
  }

  @Override
  Message read() throws IOException {
    ByteBuffer plain = ByteBuffer.wrap(received.decrypt(NOTHING, readFrame(in)));
    if (plain.remaining() < 2 * Short.BYTES) throw new IOException("a message without a head");
    int type = Short.toUnsignedInt(plain.getShort());
    int length = Short.toUnsignedInt(plain.getShort());
    if (length > plain.remaining()) throw new IOException("a message that is cut");
    byte[] body = new byte[length];
    plain.get(body);
    return new Message(type, body);
  }

  private static void writeFrame(OutputStream out, byte[] bytes) throws IOException {
    out.write(ByteBuffer.allocate(1 + Short.BYTES + bytes.length)
        .put((byte) MARK)
        .putShort((short) bytes.length)
        .put(bytes)
        .array());
    out.flush();
  }

  private static byte[] readFrame(DataInputStream in) throws IOException {
    int mark = in.readUnsignedByte();
    if (mark == 0) throw new IOException("the device's API is open: it has no encryption key");
    if (mark != MARK) throw new IOException("this is no ESPHome API");
    byte[] bytes = new byte[in.readUnsignedShort()];
    in.readFully(bytes);
    return bytes;
  }
}
