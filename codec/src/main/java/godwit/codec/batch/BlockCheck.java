package godwit.codec.batch;

import static godwit.codec.batch.BatchLayout.BODY_LENGTH;
import static godwit.codec.batch.BatchLayout.COUNT;
import static godwit.codec.batch.BatchLayout.DATA_LENGTH;
import static godwit.codec.batch.BatchLayout.DATE;
import static godwit.codec.batch.BatchLayout.END_ALGORITHM;
import static godwit.codec.batch.BatchLayout.END_SIGNED_BYTES;
import static godwit.codec.batch.BatchLayout.END_UNSIGNED_BYTES;
import static godwit.codec.batch.BatchLayout.HEADER_BYTES;
import static godwit.codec.batch.BatchLayout.KIND;
import static godwit.codec.batch.BatchLayout.KIND_CONTACTS;
import static godwit.codec.batch.BatchLayout.KIND_END;
import static godwit.codec.batch.BatchLayout.KIND_EXPOSURES;
import static godwit.codec.batch.BatchLayout.KIND_SEALED;
import static godwit.codec.batch.BatchLayout.KIND_VENUE;
import static godwit.codec.batch.BatchLayout.MAX_BODY_BYTES;
import static godwit.codec.batch.BatchLayout.MAX_RECORDS;
import static godwit.codec.batch.BatchLayout.MECHANISM;
import static godwit.codec.batch.BatchLayout.PAYLOAD_TYPE;
import static godwit.codec.batch.BatchLayout.RISK_TYPE;
import static godwit.codec.batch.BatchLayout.ROUTING_CODE;

import godwit.codec.BigEndian;
import godwit.codec.DecodeException;
import godwit.codec.Fault;
import godwit.codec.payload.PayloadFamily;

/// What the framing of a block must fulfil, whoever it is for.
///
/// - shape: see [BlockHeader]
/// - units: offsets in errors count from the start of the batch
/// - errors: `bad-block`, and for the end block `bad-length`
/// - source: docs/protocol.md, "Block header"
final class BlockCheck {
  private BlockCheck() {}

  /// Checks what the 24 bytes of a header alone can say, before any of its body is waited for.
  static void header(Magic magic, BlockHeader header, long offset, int index) {
    if (header.kind() == KIND_END) {
      end(magic, header, offset, index);
      return;
    }
    check(magic.allows(header.kind()), offset + KIND, index);
    check(header.count() >= 1 && header.count() <= MAX_RECORDS, offset + COUNT, index);
    check(header.bodyLength() <= MAX_BODY_BYTES, offset + BODY_LENGTH, index);
    switch (header.kind()) {
      case KIND_VENUE -> {
        boolean venue = PayloadFamily.of(header.payloadType()) == PayloadFamily.HERALD_VENUE;
        check(venue, offset + PAYLOAD_TYPE, index);
        check(header.dataLength() == 0, offset + DATA_LENGTH, index);
      }
      case KIND_SEALED -> unusedAreZero(header, offset, index);
      case KIND_CONTACTS -> {
        unusedAreZero(header, offset, index);
        check(header.routingCode() == 0, offset + ROUTING_CODE, index);
      }
      default -> {
        long fixed = header.count() * ExposureRecord.bytes(header.dataLength());
        boolean fills = header.dataLength() == 0 || fixed == header.bodyLength();
        check(fills, offset + BODY_LENGTH, index);
      }
    }
  }

  /// Checks that the records fill the body of the block at `start` exactly.
  static void records(BlockHeader header, byte[] bytes, int start, long offset, int index) {
    int body = start + HEADER_BYTES;
    int end = body + (int) header.bodyLength();
    long count = 0;
    int record = body;
    while (record < end) {
      int next = recordEnd(header, bytes, record, end);
      check(next > record && next <= end, offset + record - start, index);
      record = next;
      count++;
    }
    check(count == header.count(), offset + COUNT, index);
  }

  /// Whether the records have to be walked to know where they end.
  static boolean isWalked(BlockHeader header) {
    return header.kind() != KIND_SEALED
        && !(header.kind() == KIND_EXPOSURES && header.dataLength() > 0);
  }

  /// Where a record ends whose end has to be read; no further than `end` only if it is well framed.
  static int recordEnd(BlockHeader header, byte[] bytes, int record, int end) {
    return switch (header.kind()) {
      case KIND_VENUE -> VenueRecord.end(bytes, record, end);
      case KIND_CONTACTS -> ContactRecord.end(bytes, record, end);
      default -> ExposureRecord.end(bytes, record, end);
    };
  }

  private static void end(Magic magic, BlockHeader header, long offset, int index) {
    unusedAreZero(header, offset, index);
    check(header.routingCode() == 0, offset + ROUTING_CODE, index);
    check(header.count() == 0, offset + COUNT, index);
    boolean signed = header.bodyLength() == END_SIGNED_BYTES && magic != Magic.CONTACTS;
    if (header.bodyLength() != END_UNSIGNED_BYTES && !signed) {
      throw new DecodeException(Fault.BAD_LENGTH, offset + BODY_LENGTH, index);
    }
  }

  /// Checks that the end block's algorithm is known and goes with its length.
  static void algorithm(BlockHeader header, byte[] bytes, int start, long offset, int index) {
    int algorithm = BigEndian.uint8(bytes, start + HEADER_BYTES + END_ALGORITHM);
    check(algorithm <= 1, offset + HEADER_BYTES + END_ALGORITHM, index);
    if (header.bodyLength() != (algorithm == 0 ? END_UNSIGNED_BYTES : END_SIGNED_BYTES)) {
      throw new DecodeException(Fault.BAD_LENGTH, offset + BODY_LENGTH, index);
    }
  }

  private static void unusedAreZero(BlockHeader header, long offset, int index) {
    check(header.payloadType() == 0, offset + PAYLOAD_TYPE, index);
    check(header.date() == 0, offset + DATE, index);
    check(header.riskType() == 0, offset + RISK_TYPE, index);
    check(header.mechanism() == 0, offset + MECHANISM, index);
    check(header.dataLength() == 0, offset + DATA_LENGTH, index);
  }

  private static void check(boolean fulfilled, long offset, int index) {
    if (!fulfilled) throw new DecodeException(Fault.BAD_BLOCK, offset, index);
  }
}
