package godwit.codec.keys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.codec.payload.Bytes;
import godwit.codec.payload.Payload;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Dp3tKeysTest {
  private final Random random = new Random(700);

  @Test
  void aDaysKeyMatchesItsOwnIdsAndNoOthers() {
    Dp3tDayKey key = new Dp3tDayKey(Heard.secret(random, 32));
    EphemeralIds ids = key.ephemeralIds();
    for (int index = 0; index < Dp3tDayKey.IDS; index++) {
      assertEquals(index, ids.indexOf(ids.id(index)).orElseThrow());
    }
    Bytes id = ids.id(95);
    assertTrue(key.matches(heard(id)));
    assertFalse(key.next().matches(heard(id)));
    assertFalse(new Dp3tDayKey(Heard.secret(random, 32)).matches(heard(id)));
    for (int bit = 0; bit < Heard.bits(id); bit++) {
      assertTrue(ids.indexOf(Heard.flipped(id, bit)).isEmpty(), "bit=" + bit);
    }
  }

  /// The hash of 32 zeros is known everywhere.
  @Test
  void theNextDaysKeyIsTheHashOfThisOnes() {
    Dp3tDayKey zeros = new Dp3tDayKey(Secret.copyOf(new byte[32]));
    String hash = "66687aadf862bd776c8fc18b8e9f8e20089714856ee233b3902a591d0d5f2925";
    assertEquals(Secret.copyOf(HexFormat.of().parseHex(hash)), zeros.next().key());
  }

  @Test
  void aSeedMatchesItsOneId() {
    Dp3tSeed seed = new Dp3tSeed(Heard.secret(random, 32));
    Bytes id = seed.ephemeralId();
    assertTrue(seed.matches(heard(id)));
    assertFalse(new Dp3tSeed(Heard.secret(random, 32)).matches(heard(id)));
    for (int bit = 0; bit < Heard.bits(id); bit++) {
      assertFalse(seed.matches(heard(Heard.flipped(id, bit))), "bit=" + bit);
    }
  }

  @Test
  void theDraftsTwoBytesAreNobodys() {
    Dp3tSeed seed = new Dp3tSeed(Heard.secret(random, 32));
    Dp3tDayKey key = new Dp3tDayKey(Heard.secret(random, 32));
    byte[] ofSeed = Arrays.copyOf(seed.ephemeralId().toArray(), 2);
    byte[] ofKey = Arrays.copyOf(key.ephemeralIds().id(0).toArray(), 2);
    assertFalse(seed.matches(heard(Bytes.copyOf(ofSeed))));
    assertFalse(key.matches(heard(Bytes.copyOf(ofKey))));
  }

  private static Payload.Dp3t heard(Bytes id) {
    return Heard.payload(Payload.Dp3t.class, 0x98, id.toArray());
  }
}
