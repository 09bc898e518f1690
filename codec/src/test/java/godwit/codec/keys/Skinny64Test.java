package godwit.codec.keys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import godwit.codec.BigEndian;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Skinny64Test {
  @Test
  void agreesWithTheCipherWrittenCellByCell() {
    Random random = new Random(641);
    for (int round = 0; round < 2_000; round++) {
      long[] tweakeys = {random.nextLong(), random.nextLong(), random.nextLong()};
      long plain = random.nextLong();
      Skinny64 cipher = cipher(tweakeys);
      long encrypted = cipher.encrypt(plain);
      assertEquals(SkinnyByCells.encrypt(tweakeys[0], tweakeys[1], tweakeys[2], plain), encrypted);
      assertEquals(plain, cipher.decrypt(encrypted));
    }
  }

  @Test
  void everyBitOfKeyAndTextChangesAboutHalfOfTheResult() {
    Random random = new Random(642);
    for (int bit = 0; bit < 4 * Long.SIZE; bit++) {
      long[] input = {random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong()};
      long before = cipher(input).encrypt(input[3]);
      input[bit / Long.SIZE] ^= 1L << bit % Long.SIZE;
      int changed = Long.bitCount(before ^ cipher(input).encrypt(input[3]));
      assertEquals(32, changed, 24, "bit=" + bit);
    }
  }

  @Test
  void refusesAKeyOfAnotherLength() {
    for (int length : new int[] {1, 8, 16, 23, 25, 32}) {
      Secret key = Secret.copyOf(new byte[length]);
      assertThrows(IllegalArgumentException.class, () -> new Skinny64(key));
    }
  }

  private static Skinny64 cipher(long[] tweakeys) {
    byte[] key = new byte[Skinny64.KEY_BYTES];
    for (int index = 0; index < 3; index++) {
      BigEndian.put64(key, index * Long.BYTES, tweakeys[index]);
    }
    return new Skinny64(Secret.copyOf(key));
  }
}
