package godwit.codec.batch;

import static godwit.codec.batch.BatchLayout.HEADER_BYTES;
import static godwit.codec.batch.BatchLayout.MAX_PAYLOAD_BYTES;
import static godwit.codec.batch.BatchLayout.SCORE_BYTES;

import godwit.codec.BigEndian;
import godwit.codec.payload.ExposureHeader;
import godwit.codec.payload.PayloadFamily;
import godwit.codec.payload.StructuralCheck;
import java.util.Objects;

/// What the records of an exposure block (kind 1) come to: whether every payload is sound, the sum
/// of scores, and how many can match nobody.
///
/// - shape: see [ExposureCursor]
/// - units: a score is hundredths of a risk-weighted minute
/// - errors: none: only for blocks that a [BatchDecoder] has passed; [#of] is false for a block
/// with
///   an unsound payload, and the sums are then of no use
/// - source: docs/protocol.md, "Exposures"; [StructuralCheck] for what is sound
/*
 * Runs once for every record that arrives, so it allocates nothing. Where the length alone decides
 * whether a payload is sound, the first record speaks for all: its family is looked up once, and
 * what is left for each record is one load of the score and, for Herald Simple, two of the contact
 * id. That loop stands apart from the one over records of any length, so that what a JVM has
 * learnt about the one does not slow down the other. RecordWalkBenchmark measures both.
 */
public final class ExposureWalk {
  private static final int SIMPLE_ID_BYTES = 16;

  private final ExposureCursor cursor = new ExposureCursor();
  private long scores;
  private int zeroIds;

  /// Walks the block that lies at `offset`; false if a record's payload is too long or unsound.
  public boolean of(BlockHeader header, byte[] bytes, int offset) {
    scores = 0;
    zeroIds = 0;
    int type = header.payloadType();
    int length = header.dataLength();
    if (length > 0 && StructuralCheck.lengthDecides(type, length)) {
      int record = offset + HEADER_BYTES;
      if (!isSound(type, bytes, record + SCORE_BYTES, length)) return false;
      alike(bytes, record, SCORE_BYTES + length, (int) header.count(), hasContactId(type));
      return true;
    }
    return each(header, bytes, offset, hasContactId(type));
  }

  /// The sum of all scores.
  public long scores() {
    return scores;
  }

  /// How many Herald Simple contact ids are all zero: their sender had no key for the day.
  public int zeroIds() {
    return zeroIds;
  }

  private void alike(byte[] bytes, int first, int recordBytes, int count, boolean contactIds) {
    Objects.checkFromIndexSize(first, count * recordBytes, bytes.length);
    long sum = 0;
    int zeros = 0;
    int end = first + count * recordBytes;
    if (contactIds) {
      for (int record = first; record < end; record += recordBytes) {
        sum += BigEndian.uint16(bytes, record);
        if (isZero(bytes, record + SCORE_BYTES)) zeros++;
      }
    } else {
      for (int record = first; record < end; record += recordBytes) {
        sum += BigEndian.uint16(bytes, record);
      }
    }
    scores = sum;
    zeroIds = zeros;
  }

  private boolean each(BlockHeader header, byte[] bytes, int offset, boolean contactIds) {
    int type = header.payloadType();
    cursor.wrap(bytes, offset, header);
    while (cursor.next()) {
      if (!isSound(type, bytes, cursor.dataOffset(), cursor.dataLength())) return false;
      scores += cursor.score();
      if (contactIds && isZero(bytes, cursor.dataOffset())) zeroIds++;
    }
    return true;
  }

  private static boolean isSound(int type, byte[] bytes, int data, int length) {
    return length + ExposureHeader.BYTES <= MAX_PAYLOAD_BYTES
        && StructuralCheck.isSound(type, bytes, data, length);
  }

  private static boolean isZero(byte[] bytes, int id) {
    return (BigEndian.int64(bytes, id) | BigEndian.int64(bytes, id + SIMPLE_ID_BYTES / 2)) == 0;
  }

  private static boolean hasContactId(int type) {
    return PayloadFamily.of(type) == PayloadFamily.HERALD_SIMPLE;
  }
}
