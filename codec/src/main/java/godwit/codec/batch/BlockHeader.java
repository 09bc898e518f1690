package godwit.codec.batch;

import static godwit.codec.batch.BatchLayout.BODY_LENGTH;
import static godwit.codec.batch.BatchLayout.COUNT;
import static godwit.codec.batch.BatchLayout.CRC;
import static godwit.codec.batch.BatchLayout.DATA_LENGTH;
import static godwit.codec.batch.BatchLayout.DATE;
import static godwit.codec.batch.BatchLayout.HEADER_BYTES;
import static godwit.codec.batch.BatchLayout.KIND;
import static godwit.codec.batch.BatchLayout.MECHANISM;
import static godwit.codec.batch.BatchLayout.PAYLOAD_TYPE;
import static godwit.codec.batch.BatchLayout.RISK_TYPE;
import static godwit.codec.batch.BatchLayout.ROUTING_CODE;

import godwit.codec.BigEndian;
import godwit.codec.DecodeException;
import godwit.codec.payload.ExposureHeader;
import godwit.codec.payload.RoutingCode;
import java.util.Optional;
import java.util.zip.CRC32C;

/// What the records of one block have in common.
///
/// - shape: `u8 kind | u8 payload type | u32 routing code | u16 date | u8 risk type |
///   u8 mechanism | u16 data length | u32 count | u32 body length | u32 CRC-32C`, 24 bytes
/// - units: date is days since 1970-01-01 UTC; data length 0 means that each record says its own;
///   count and body length are at most 65,536 and 262,144 once a decoder has passed them
/// - errors: see [BatchDecoder]
/// - source: docs/protocol.md, "Block header"
public record BlockHeader(
    int kind,
    int payloadType,
    int routingCode,
    int date,
    int riskType,
    int mechanism,
    int dataLength,
    long count,
    long bodyLength,
    int crc) {

  /// The risk type that takes back what its origin has sent.
  public static final int REVOKED = 5;

  /// Reads the 24 bytes at `offset`; nothing is checked yet.
  public static BlockHeader read(byte[] bytes, int offset) {
    return new BlockHeader(
        BigEndian.uint8(bytes, offset + KIND),
        BigEndian.uint8(bytes, offset + PAYLOAD_TYPE),
        BigEndian.int32(bytes, offset + ROUTING_CODE),
        BigEndian.uint16(bytes, offset + DATE),
        BigEndian.uint8(bytes, offset + RISK_TYPE),
        BigEndian.uint8(bytes, offset + MECHANISM),
        BigEndian.uint16(bytes, offset + DATA_LENGTH),
        BigEndian.uint32(bytes, offset + COUNT),
        BigEndian.uint32(bytes, offset + BODY_LENGTH),
        BigEndian.int32(bytes, offset + CRC));
  }

  /// Bytes of the block, header and body.
  public int blockBytes() {
    return HEADER_BYTES + Math.toIntExact(bodyLength);
  }

  /// Whether the block that lies whole at `offset` is the one its checksum was made of.
  public boolean isIntact(byte[] bytes, int offset) {
    return checksum(bytes, offset, Math.toIntExact(bodyLength)) == crc;
  }

  /// Where the record at `record` ends, in a block that is framed well and ends at `end`.
  public int recordEnd(byte[] bytes, int record, int end) {
    boolean fixed = kind == BatchLayout.KIND_EXPOSURES && dataLength > 0;
    return fixed
        ? record + ExposureRecord.bytes(dataLength)
        : BlockCheck.recordEnd(this, bytes, record, end);
  }

  /// The same with so many records, in so many bytes of body.
  public BlockHeader with(long records, int bytes) {
    return new BlockHeader(
        kind, payloadType, routingCode, date, riskType, mechanism, dataLength, records, bytes, 0);
  }

  /// Whether its records take back what was sent.
  public boolean isRevocation() {
    return riskType == REVOKED;
  }

  /// What records that take these back have in common.
  public BlockHeader revoked() {
    return new BlockHeader(kind, payloadType, routingCode, date, REVOKED, 0, dataLength, 0, 0, 0);
  }

  /// What the records have in common, however many there are.
  public BlockHeader common() {
    return new BlockHeader(
        kind, payloadType, routingCode, date, riskType, mechanism, dataLength, 0, 0, 0);
  }

  /// Who handles the records: the kind follows from the payload type.
  public RoutingCode routing() {
    return new RoutingCode(ExposureHeader.isCustom(payloadType), routingCode);
  }

  void write(byte[] bytes, int offset) {
    BigEndian.put8(bytes, offset + KIND, kind);
    BigEndian.put8(bytes, offset + PAYLOAD_TYPE, payloadType);
    BigEndian.put32(bytes, offset + ROUTING_CODE, routingCode);
    BigEndian.put16(bytes, offset + DATE, date);
    BigEndian.put8(bytes, offset + RISK_TYPE, riskType);
    BigEndian.put8(bytes, offset + MECHANISM, mechanism);
    BigEndian.put16(bytes, offset + DATA_LENGTH, dataLength);
    BigEndian.put32(bytes, offset + COUNT, (int) count);
    BigEndian.put32(bytes, offset + BODY_LENGTH, (int) bodyLength);
    BigEndian.put32(bytes, offset + CRC, crc);
  }

  /// Reads the block that lies at `offset`, if it ends before `end` and is framed as one of a
  /// batch.
  ///
  /// @param magic of the batch
  public static Optional<BlockHeader> whole(Magic magic, byte[] bytes, int offset, int end) {
    if (end - offset < HEADER_BYTES) return Optional.empty();
    BlockHeader read = read(bytes, offset);
    try {
      BlockCheck.header(magic, read, offset, 0);
      if (read.bodyLength() > end - offset - HEADER_BYTES) return Optional.empty();
      if (!read.isIntact(bytes, offset)) return Optional.empty();
      if (BlockCheck.isWalked(read)) BlockCheck.records(read, bytes, offset, offset, 0);
      return Optional.of(read);
    } catch (DecodeException _) {
      return Optional.empty();
    }
  }

  /// Writes the header in front of its body, which lies there already, and gives it with the
  /// checksum of both.
  public BlockHeader seal(byte[] bytes, int offset) {
    write(bytes, offset);
    int checksum = checksum(bytes, offset, Math.toIntExact(bodyLength));
    BigEndian.put32(bytes, offset + CRC, checksum);
    return new BlockHeader(
        kind,
        payloadType,
        routingCode,
        date,
        riskType,
        mechanism,
        dataLength,
        count,
        bodyLength,
        checksum);
  }

  /// The CRC-32C of the block that lies whole at `offset`: header bytes 0-19, then the body.
  static int checksum(byte[] bytes, int offset, int bodyLength) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, offset, CRC);
    crc.update(bytes, offset + HEADER_BYTES, bodyLength);
    return (int) crc.getValue();
  }
}
