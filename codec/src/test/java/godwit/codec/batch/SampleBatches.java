package godwit.codec.batch;

import godwit.codec.payload.RoutingCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Random;
import java.util.UUID;

/// Batches that the tests of this package share.
final class SampleBatches {
  private static final RoutingCode FRANCE = RoutingCode.nation(250, 0);
  private static final RoutingCode NORWAY = RoutingCode.nation(578, 0);

  private SampleBatches() {}

  /// Exposures in blocks as full as they may be; the same seed gives the same bytes.
  static byte[] simple(int records, long seed) {
    return simple(records, BatchLayout.MAX_RECORDS, seed);
  }

  static byte[] simple(int records, int recordsOfBlock, long seed) {
    Random random = new Random(seed);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      BatchWriter writer = new BatchWriter(preamble(), out);
      BlockBuilder block = BlockBuilder.exposures(0x10, NORWAY.code(), 20_778, 1, 0, 16);
      byte[] data = new byte[16];
      for (int record = 0; record < records; record++) {
        random.nextBytes(data);
        if (block.count() == recordsOfBlock || !block.addExposure(record & 0xFFFF, data, 0, 16)) {
          writer.block(block);
          block.addExposure(record & 0xFFFF, data, 0, 16);
        }
      }
      writer.block(block);
      writer.finish();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  static Preamble preamble() {
    return new Preamble(Magic.EXPOSURES, 0, new UUID(1, 2), FRANCE, NORWAY, 1_795_253_400_000L);
  }
}
