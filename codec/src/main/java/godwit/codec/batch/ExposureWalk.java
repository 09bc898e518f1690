package godwit.codec.batch;

import static godwit.codec.batch.BatchLayout.HEADER_BYTES;
import static godwit.codec.batch.BatchLayout.MAX_PAYLOAD_BYTES;

import godwit.codec.BigEndian;
import godwit.codec.payload.ExposureHeader;
import godwit.codec.payload.PayloadFamily;
import godwit.codec.payload.StructuralCheck;
import java.util.Objects;

/// Whether the records of an exposure block (kind 1) are sound, and how many can match nobody.
///
/// - shape: see [ExposureRecord]
/// - units: records
/// - errors: none: only for blocks that a [BatchDecoder] has passed; [#of] is false for a block
///   with an unsound payload, and the count is then of no use
/// - source: docs/protocol.md, "Exposures"; [StructuralCheck] for what is sound
/*
 * Runs once for every block that arrives, so it allocates nothing. Where the length alone decides
 * whether a payload is sound, the first record speaks for all, and what is left for each record is,
 * for Herald Simple, two loads of the contact id. That loop stands apart from the one over records
 * of any length, so that what a JVM has learnt about the one does not slow down the other.
 * RecordWalkBenchmark measures it.
 */
public final class ExposureWalk {
  private static final int SIMPLE_ID_BYTES = 16;

  private final ExposureCursor cursor = new ExposureCursor();
  private int zeroIds;

  /// Walks the block that lies at `offset`; false if a record's payload is too long or unsound.
  public boolean of(BlockHeader header, byte[] bytes, int offset) {
    zeroIds = 0;
    int type = header.payloadType();
    int length = header.dataLength();
    boolean contactIds = PayloadFamily.of(type) == PayloadFamily.HERALD_SIMPLE;
    if (length == 0 || !StructuralCheck.lengthDecides(type, length)) {
      return each(header, bytes, offset, contactIds);
    }
    int first = offset + HEADER_BYTES;
    if (!isSound(type, bytes, ExposureRecord.dataOffset(first), length)) return false;
    if (contactIds) alike(bytes, first, ExposureRecord.bytes(length), (int) header.count());
    return true;
  }

  /// How many Herald Simple contact ids are all zero: their sender had no key for the day.
  public int zeroIds() {
    return zeroIds;
  }

  private void alike(byte[] bytes, int first, int recordBytes, int count) {
    Objects.checkFromIndexSize(first, count * recordBytes, bytes.length);
    int end = first + count * recordBytes;
    int zeros = 0;
    for (int record = first; record < end; record += recordBytes) {
      if (isZero(bytes, ExposureRecord.dataOffset(record))) zeros++;
    }
    zeroIds = zeros;
  }

  private boolean each(BlockHeader header, byte[] bytes, int offset, boolean contactIds) {
    int type = header.payloadType();
    cursor.wrap(bytes, offset, header);
    while (cursor.next()) {
      if (!isSound(type, bytes, cursor.dataOffset(), cursor.dataLength())) return false;
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
}
