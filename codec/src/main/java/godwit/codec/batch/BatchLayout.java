package godwit.codec.batch;

/// Every offset, size and bound of a batch's octets.
///
/// - shape: `batch = preamble, block*, end block`; a block is a header of 24 bytes and its body
/// - units: bytes, from the start of the preamble, header or record
/// - errors: none here
/// - source: docs/protocol.md, "Batch"
public final class BatchLayout {
  public static final int PREAMBLE_BYTES = 40;
  static final int MAGIC = 0;
  static final int FLAGS = 4;
  static final int HOPS = 5;
  static final int ZERO = 6;
  static final int BATCH_ID = 8;
  static final int ORIGIN = 24;
  static final int DESTINATION = 28;
  static final int CREATED = 32;
  static final int ORIGIN_IS_CUSTOM = 0x01;
  static final int DESTINATION_IS_CUSTOM = 0x02;

  public static final int HEADER_BYTES = 24;
  static final int KIND = 0;
  static final int PAYLOAD_TYPE = 1;
  static final int ROUTING_CODE = 2;
  static final int DATE = 6;
  static final int RISK_TYPE = 8;
  static final int MECHANISM = 9;
  static final int DATA_LENGTH = 10;
  static final int COUNT = 12;
  static final int BODY_LENGTH = 16;
  static final int CRC = 20;

  public static final int KIND_EXPOSURES = 1;
  public static final int KIND_VENUE = 2;
  public static final int KIND_SEALED = 3;
  public static final int KIND_CONTACTS = 4;
  public static final int KIND_END = 127;

  /// Records of one block.
  public static final int MAX_RECORDS = 65_536;

  /// Bytes of one block's body.
  public static final int MAX_BODY_BYTES = 262_144;

  /// Blocks of one batch, the end block not counted.
  public static final int MAX_BLOCKS = 65_536;

  /// Bytes of one block, header and body.
  public static final int MAX_BLOCK_BYTES = HEADER_BYTES + MAX_BODY_BYTES;

  /// Bytes of one payload, exposure header and data.
  public static final int MAX_PAYLOAD_BYTES = 512;

  static final int SCORE_BYTES = 2;
  static final int LENGTH_BYTES = 2;

  static final int VENUE_CODE = 0;
  static final int VENUE_START = 4;
  static final int VENUE_END = 8;
  static final int VENUE_SCORE = 12;
  static final int VENUE_LENGTH = 14;
  static final int VENUE_FIXED_BYTES = 16;
  static final int MIN_VENUE_TYPE = 0x30;
  static final int MAX_VENUE_TYPE = 0x37;

  static final int CONTACT_START = 0;
  static final int CONTACT_END = 4;
  static final int CONTACT_PAYLOAD_LENGTH = 8;
  static final int CONTACT_FIXED_BYTES = 10;

  static final int END_TOTAL = 0;
  static final int END_DIGEST = 8;
  static final int END_ALGORITHM = 40;
  static final int END_KEY_ID = 41;
  static final int END_SIGNATURE = 73;
  static final int END_UNSIGNED_BYTES = 41;

  /// Bytes of the longest end block's body.
  public static final int END_SIGNED_BYTES = 137;

  private BatchLayout() {}
}
