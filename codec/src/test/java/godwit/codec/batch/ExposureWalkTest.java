package godwit.codec.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExposureWalkTest {
  private final ExposureWalk walk = new ExposureWalk();

  /// Alike records and records with their own length are walked by different loops.
  @ParameterizedTest
  @ValueSource(ints = {16, 0})
  void countsIdsThatAreAllZero(int dataLength) {
    BlockBuilder block = BlockBuilder.exposures(0x10, 1 << 16, 1, 1, 0, dataLength);
    for (int at = 0; at <= 16; at++) {
      byte[] id = new byte[16];
      if (at < 16) id[at] = 1;
      assertTrue(block.addExposure(0, id, 0, 16));
    }
    assertTrue(block.addExposure(0, new byte[16], 0, 16));
    assertTrue(of(block));
    assertEquals(2, walk.zeroIds());
    assertTrue(
        block.addExposure(0, new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3, 4, 5, 6, 7}, 0, 16));
    assertTrue(of(block));
    assertEquals(0, walk.zeroIds());
  }

  @Test
  void looksForIdsInHeraldSimpleAlone() {
    for (int length : new int[] {16, 0}) {
      BlockBuilder block = BlockBuilder.exposures(0x80, 1 << 16, 1, 1, 0, length);
      assertTrue(block.addExposure(0, new byte[16], 0, 16));
      assertTrue(of(block));
      assertEquals(0, walk.zeroIds());
    }
  }

  @ParameterizedTest(name = "type {0} with {1} bytes")
  @CsvSource({
    "0x10, 15, false",
    "0x10, 16, true",
    "0x18, 507, true",
    "0x18, 508, false",
    "0x88, 15, false",
    "0x88, 16, true",
    "0x88, 17, false"
  })
  void oneRecordSpeaksForAlikeOnes(String type, int length, boolean sound) {
    for (int dataLength : new int[] {length, 0}) {
      BlockBuilder block =
          BlockBuilder.exposures(Integer.decode(type), 1 << 16, 1, 1, 0, dataLength);
      assertTrue(block.addExposure(0, new byte[length], 0, length));
      assertTrue(block.addExposure(0, new byte[length], 0, length));
      assertEquals(sound, of(block));
    }
  }

  @Test
  void eachRecordIsLookedAtWhereTheLengthDoesNotDecide() {
    BlockBuilder block = BlockBuilder.exposures(0x10, 1 << 16, 1, 1, 0, 19);
    byte[] data = new byte[19];
    data[16] = 0x40;
    data[17] = 1;
    assertTrue(block.addExposure(0, data, 0, 19));
    data[17] = 2;
    assertTrue(block.addExposure(0, data, 0, 19));
    assertFalse(of(block));
  }

  /* A block that does not begin its array. */
  private boolean of(BlockBuilder block) {
    byte[] bytes = new byte[5 + block.size() + 3];
    block.finish(bytes, 5);
    return walk.of(BlockHeader.read(bytes, 5), bytes, 5);
  }
}
