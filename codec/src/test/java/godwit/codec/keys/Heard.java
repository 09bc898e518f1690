package godwit.codec.keys;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import godwit.codec.payload.Bytes;
import godwit.codec.payload.Payload;
import godwit.codec.payload.PayloadDecoder;
import godwit.codec.payload.PayloadReading;
import java.util.Random;

/// What tests hear: payloads as they come out of the decoder, and random or damaged bytes.
final class Heard {
  private Heard() {}

  /// The payload of a type, from 826/4, with this data.
  static <P extends Payload> P payload(Class<P> kind, int payloadType, byte[] body) {
    byte[] bytes = new byte[5 + body.length];
    bytes[0] = (byte) payloadType;
    bytes[1] = 0x03;
    bytes[2] = 0x3A;
    bytes[4] = 4;
    System.arraycopy(body, 0, bytes, 5, body.length);
    var sound = assertInstanceOf(PayloadReading.Sound.class, PayloadDecoder.decode(bytes));
    return assertInstanceOf(kind, sound.payload());
  }

  static Bytes random(Random random, int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return Bytes.copyOf(bytes);
  }

  static Secret secret(Random random, int count) {
    return Secret.copyOf(random(random, count).toArray());
  }

  /// The same bytes with one bit changed.
  static Bytes flipped(Bytes bytes, int bit) {
    byte[] changed = bytes.toArray();
    changed[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
    return Bytes.copyOf(changed);
  }

  static int bits(Bytes bytes) {
    return bytes.length() * Byte.SIZE;
  }
}
