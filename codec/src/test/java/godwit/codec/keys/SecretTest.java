package godwit.codec.keys;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.codec.payload.Bytes;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SecretTest {
  @Test
  void keepsItsOwnCopy() {
    byte[] source = {1, 2, 3};
    Secret secret = Secret.copyOf(source);
    Arrays.fill(source, (byte) 0);
    Arrays.fill(secret.toArray(), (byte) 0);
    assertArrayEquals(new byte[] {1, 2, 3}, secret.toArray());
  }

  @Test
  void isEqualByItsBytes() {
    Secret secret = Secret.copyOf(new byte[] {1, 2, 3});
    assertEquals(Secret.copyOf(new byte[] {1, 2, 3}), secret);
    assertEquals(Secret.copyOf(new byte[] {1, 2, 3}).hashCode(), secret.hashCode());
    assertNotEquals(Secret.copyOf(new byte[] {1, 2, 4}), secret);
    assertNotEquals(Secret.copyOf(new byte[] {1, 2}), secret);
    assertNotEquals(Bytes.copyOf(new byte[] {1, 2, 3}), (Object) secret);
  }

  @Test
  void isNeverEmpty() {
    assertThrows(IllegalArgumentException.class, () -> Secret.copyOf(new byte[0]));
  }

  @Test
  void keysOfAnotherLengthAreRefusedWithoutBeingShown() {
    for (int length : new int[] {1, 15, 17, 23, 31, 33, 64}) {
      Secret key = Secret.copyOf(new byte[length]);
      for (Runnable use : List.<Runnable>of(
          () -> new SimpleSeed(0, key),
          () -> new SimpleMatchingKey(0, key),
          () -> new GaenKey(key, 0, 144),
          () -> new RobertCountry(key),
          () -> new RobertServerKey(key),
          () -> new BlueTraceKey(key),
          () -> new Dp3tDayKey(key),
          () -> new Dp3tSeed(key))) {
        String text = assertThrows(IllegalArgumentException.class, use::run).toString();
        assertTrue(text.matches(".*: keyBytes=" + length + " expected=(16|24|32)"), text);
      }
    }
  }

  /// No two neighbouring bytes of what is in it, in any text form.
  @Test
  void nothingShowsItsBytes() {
    Random random = new Random(650);
    Secret secret32 = Heard.secret(random, 32);
    Secret secret16 = Heard.secret(random, 16);
    Secret secret24 = Heard.secret(random, 24);
    Bytes user = Heard.random(random, 21);
    Bytes hello = Heard.random(random, 16);
    Bytes id = Heard.random(random, 5);
    Bytes metadata = Heard.random(random, 4);
    SimpleSeed seed = new SimpleSeed(10, secret32);
    SimpleMatchingKey matchingKey = new SimpleMatchingKey(10, secret32);
    GaenKey gaenKey = new GaenKey(secret16, 2_642_976, 144);
    EphemeralIds ids = gaenKey.rollingIds();
    GaenMetadata opened = new GaenMetadata(metadata);
    check(secret32, secret32.toArray());
    check(seed, secret32.toArray());
    check(seed.matchingKeys(), secret32.toArray());
    check(matchingKey, secret32.toArray());
    check(matchingKey.contactKey(3), matchingKey.contactKey(3).toArray());
    check(matchingKey.contactIds(), matchingKey.contactIds().id(0).toArray());
    check(gaenKey, secret16.toArray());
    check(ids, ids.id(0).toArray());
    check(opened, metadata.toArray());
    check(new GaenMatch(2_642_976, Optional.of(opened)), metadata.toArray());
    check(new RobertMacKey(secret32), secret32.toArray());
    check(new RobertCountry(secret32), secret32.toArray());
    check(new RobertServerKey(secret24), secret24.toArray());
    check(new RobertIdentity(2000, id), id.toArray());
    check(RobertHello.of(hello), hello.toArray());
    check(new BlueTraceKey(secret32), secret32.toArray());
    check(new BlueTraceId(user, 1, 2), user.toArray());
    check(new Dp3tDayKey(secret32), secret32.toArray());
    check(new Dp3tSeed(secret32), secret32.toArray());
  }

  private static void check(Object shown, byte[] hidden) {
    String text = shown.toString().toLowerCase(Locale.ROOT);
    for (int index = 0; index + 1 < hidden.length; index++) {
      String pair = HexFormat.of().formatHex(hidden, index, index + 2);
      assertFalse(text.contains(pair), () -> shown.getClass() + " shows its bytes");
      String decimals = hidden[index] + ", " + hidden[index + 1];
      assertFalse(text.contains(decimals), () -> shown.getClass() + " shows its bytes");
    }
  }
}
