package godwit.codec.keys;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.codec.BigEndian;
import godwit.codec.payload.Bytes;
import godwit.codec.payload.Payload;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BlueTraceKeyTest {
  private final Random random = new Random(690);
  private final BlueTraceKey key = new BlueTraceKey(Heard.secret(random, 32));

  @Test
  void whatItSealedItOpens() {
    for (int round = 0; round < 300; round++) {
      BlueTraceId id =
          new BlueTraceId(Heard.random(random, 21), random.nextInt(), random.nextInt());
      Bytes sealed = key.seal(id, Heard.random(random, 16));
      assertEquals(61, sealed.length());
      assertEquals(Optional.of(id), key.open(sealed));
      assertEquals(Optional.of(id), key.open(heard(base64(sealed))));
    }
  }

  @Test
  void opensNothingThatWasChangedOrThatAnotherSealed() {
    Bytes sealed =
        key.seal(new BlueTraceId(Heard.random(random, 21), 1, 2), Heard.random(random, 16));
    for (int bit = 0; bit < Heard.bits(sealed); bit++) {
      assertEquals(Optional.empty(), key.open(Heard.flipped(sealed, bit)), "bit=" + bit);
    }
    assertEquals(Optional.empty(), new BlueTraceKey(Heard.secret(random, 32)).open(sealed));
  }

  @Test
  void opensNothingOfAnotherForm() {
    Bytes sealed =
        key.seal(new BlueTraceId(Heard.random(random, 21), 1, 2), Heard.random(random, 16));
    for (int length = 0; length < 70; length++) {
      if (length == 61) continue;
      byte[] other = new byte[length];
      System.arraycopy(sealed.toArray(), 0, other, 0, Math.min(length, 61));
      assertEquals(Optional.empty(), key.open(Bytes.copyOf(other)), "length=" + length);
    }
    assertEquals(Optional.empty(), key.open(heard(base64(Bytes.copyOf(new byte[60])))));
    Payload.BlueTrace text =
        Heard.payload(Payload.BlueTrace.class, 0x91, frame("not of base64 !".getBytes(US_ASCII)));
    assertEquals(Optional.empty(), key.open(text));
    byte[] notText = {(byte) 0xFF, (byte) 0xFE};
    assertEquals(
        Optional.empty(),
        key.open(new Payload.BlueTrace(
            text.header(), text.outerLength(), Bytes.copyOf(notText), text.extended())));
  }

  @Test
  void refusesLengthsOutside() {
    BlueTraceId id = new BlueTraceId(Heard.random(random, 21), 1, 2);
    Bytes twelve = Heard.random(random, 12);
    assertThrows(IllegalArgumentException.class, () -> key.seal(id, twelve));
    assertThrows(IllegalArgumentException.class, () -> new BlueTraceId(twelve, 1, 2));
  }

  @Test
  void anIdIsValidFromItsStartToItsExpiry() {
    BlueTraceId id = new BlueTraceId(Heard.random(random, 21), 1_610_000_000, 1_610_000_900);
    assertFalse(id.isValidAt(Instant.ofEpochSecond(1_609_999_999)));
    assertTrue(id.isValidAt(Instant.ofEpochSecond(1_610_000_000)));
    assertTrue(id.isValidAt(Instant.ofEpochSecond(1_610_000_900)));
    assertFalse(id.isValidAt(Instant.ofEpochSecond(1_610_000_901)));
  }

  private static Payload.BlueTrace heard(byte[] id) {
    return Heard.payload(Payload.BlueTrace.class, 0x90, frame(id));
  }

  private static byte[] frame(byte[] id) {
    byte[] frame = new byte[4 + id.length];
    BigEndian.put16(frame, 0, 2 + id.length);
    BigEndian.put16(frame, 2, id.length);
    System.arraycopy(id, 0, frame, 4, id.length);
    return frame;
  }

  private static byte[] base64(Bytes bytes) {
    return Base64.getEncoder().encode(bytes.toArray());
  }
}
