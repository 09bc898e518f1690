package godwit.codec.batch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;

/// The offsets add up to the sizes, and to the figures, of docs/protocol.md.
class BatchLayoutTest {
  @Test
  void aPreambleHas40Bytes() {
    assertEquals(40, BatchLayout.PREAMBLE_BYTES);
    assertArrayEquals(new int[] {0, 4, 5, 6, 8, 24, 28, 32}, new int[] {
      BatchLayout.MAGIC,
      BatchLayout.FLAGS,
      BatchLayout.HOPS,
      BatchLayout.ZERO,
      BatchLayout.BATCH_ID,
      BatchLayout.ORIGIN,
      BatchLayout.DESTINATION,
      BatchLayout.CREATED
    });
  }

  @Test
  void aBlockHeaderHas24Bytes() {
    assertEquals(24, BatchLayout.HEADER_BYTES);
    assertArrayEquals(new int[] {0, 1, 2, 6, 8, 9, 10, 12, 16, 20}, new int[] {
      BatchLayout.KIND,
      BatchLayout.PAYLOAD_TYPE,
      BatchLayout.ROUTING_CODE,
      BatchLayout.DATE,
      BatchLayout.RISK_TYPE,
      BatchLayout.MECHANISM,
      BatchLayout.DATA_LENGTH,
      BatchLayout.COUNT,
      BatchLayout.BODY_LENGTH,
      BatchLayout.CRC
    });
  }

  @Test
  void anExposuresDataComesAfterItsScoreAndItsOwnLength() {
    assertArrayEquals(new int[] {0, 2, 2, 4}, new int[] {
      BatchLayout.EXPOSURE_SCORE,
      BatchLayout.EXPOSURE_DATA,
      BatchLayout.EXPOSURE_LENGTH,
      BatchLayout.EXPOSURE_OWN_DATA
    });
  }

  @Test
  void aVenueExposureHas16FixedBytes() {
    assertEquals(16, BatchLayout.VENUE_FIXED_BYTES);
    assertArrayEquals(new int[] {0, 4, 8, 12, 14}, new int[] {
      BatchLayout.VENUE_CODE,
      BatchLayout.VENUE_START,
      BatchLayout.VENUE_END,
      BatchLayout.VENUE_SCORE,
      BatchLayout.VENUE_LENGTH
    });
  }

  @Test
  void aContactEventHas12FixedBytes() {
    assertEquals(12, BatchLayout.CONTACT_FIXED_BYTES);
    assertArrayEquals(new int[] {0, 2, 6, 10}, new int[] {
      BatchLayout.CONTACT_LENGTH,
      BatchLayout.CONTACT_START,
      BatchLayout.CONTACT_END,
      BatchLayout.CONTACT_PAYLOAD_LENGTH
    });
  }

  @Test
  void anEndBlockHas41Or137Bytes() {
    assertEquals(41, BatchLayout.END_UNSIGNED_BYTES);
    assertEquals(137, BatchLayout.END_SIGNED_BYTES);
    assertArrayEquals(new int[] {0, 8, 40, 41, 73}, new int[] {
      BatchLayout.END_TOTAL,
      BatchLayout.END_DIGEST,
      BatchLayout.END_ALGORITHM,
      BatchLayout.END_KEY_ID,
      BatchLayout.END_SIGNATURE
    });
  }

  @Test
  void theLargestPieceHoldsAnyBlockAndTheStartOfTheNext() {
    assertTrue(Pieces.LARGE_BYTES >= BatchLayout.MAX_BLOCK_BYTES + BatchLayout.HEADER_BYTES);
  }

  @Test
  void aFieldOfThePreambleKnowsItsPlace() {
    assertEquals(0, Preamble.Field.MAGIC.offset());
    assertEquals(4, Preamble.Field.FLAGS.offset());
    assertEquals(5, Preamble.Field.HOPS.offset());
    assertEquals(8, Preamble.Field.BATCH.offset());
    assertEquals(24, Preamble.Field.ORIGIN.offset());
    assertEquals(28, Preamble.Field.DESTINATION.offset());
    assertEquals(32, Preamble.Field.CREATED.offset());
    assertEquals(Optional.empty(), Preamble.Field.HOPS.pointer());
    assertEquals(Optional.of("/destination"), Preamble.Field.DESTINATION.pointer());
    assertEquals(Optional.of("/created"), Preamble.Field.CREATED.pointer());
  }
}
