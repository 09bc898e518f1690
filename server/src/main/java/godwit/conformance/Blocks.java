package godwit.conformance;

import godwit.codec.batch.BatchLayout;
import godwit.codec.batch.BlockBuilder;
import godwit.codec.batch.BlockHeader;
import godwit.codec.payload.RoutingCode;
import java.security.SecureRandom;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Random;

/// Blocks that do no harm where they are accepted: random payloads, which nobody ever sent, each
/// revoked, with a score of 0.
///
/// @param code of the payloads: whoever has sent them, if anybody had
/// @param day that the contacts are said to have been on
record Blocks(RoutingCode code, LocalDate day) {
  private static final int CUSTOM = 0x00;
  private static final int HERALD_SIMPLE = 0x10;
  private static final int SIMPLE_BYTES = 16;
  private static final int HERALD_VENUE = 0x30;
  private static final int NOT_DISCLOSED = 0;
  private static final Random RANDOM = new SecureRandom();

  Blocks on(LocalDate other) {
    return new Blocks(code, other);
  }

  Blocks of(RoutingCode other) {
    return new Blocks(other, day);
  }

  /// Payloads of the simplest kind.
  byte[] simple(int records) {
    return exposures(code.custom() ? CUSTOM : HERALD_SIMPLE, SIMPLE_BYTES, records);
  }

  /// One payload with a score, which means nothing, as it is revoked.
  byte[] scored(int score) {
    BlockBuilder block = block(code.custom() ? CUSTOM : HERALD_SIMPLE, SIMPLE_BYTES);
    byte[] data = new byte[SIMPLE_BYTES];
    RANDOM.nextBytes(data);
    block.addExposure(score, data, 0, data.length);
    return block.finish();
  }

  /// Payloads of any type.
  byte[] exposures(int payloadType, int dataBytes, int records) {
    return filled(block(payloadType, dataBytes), dataBytes, records);
  }

  /// The same with a length before each record's data.
  byte[] variable(int payloadType, int dataBytes, int records) {
    return filled(block(payloadType, 0), dataBytes, records);
  }

  /// A block as large as one may be, of few records: 4 of zeros, all too long to be accepted.
  byte[] zeros() {
    byte[] data = new byte[BatchLayout.MAX_BODY_BYTES / 4 - 2];
    BlockBuilder block = block(code.custom() ? CUSTOM : HERALD_SIMPLE, data.length);
    while (block.addExposure(0, data, 0, data.length)) {}
    return block.finish();
  }

  /// A visit of one venue, from noon of the day.
  byte[] venue(long venue, long minutes) {
    return venue(venue, minutes, day);
  }

  /// The same from noon of another day, which the block's header does not say.
  byte[] venue(long venue, long minutes, LocalDate visited) {
    BlockBuilder block = BlockBuilder.venue(
        HERALD_VENUE, code.code(), epochDay(), BlockHeader.REVOKED, NOT_DISCLOSED);
    long noon = visited.atTime(12, 0).toEpochSecond(ZoneOffset.UTC);
    block.addVenue(venue, noon, noon + 60 * minutes, 0, new byte[0]);
    return block.finish();
  }

  private static byte[] filled(BlockBuilder block, int dataBytes, int records) {
    byte[] data = new byte[dataBytes];
    for (int record = 0; record < records; record++) {
      RANDOM.nextBytes(data);
      block.addExposure(0, data, 0, data.length);
    }
    return block.finish();
  }

  private BlockBuilder block(int payloadType, int dataLength) {
    return BlockBuilder.exposures(
        payloadType, code.code(), epochDay(), BlockHeader.REVOKED, NOT_DISCLOSED, dataLength);
  }

  private int epochDay() {
    return (int) day.toEpochDay();
  }
}
