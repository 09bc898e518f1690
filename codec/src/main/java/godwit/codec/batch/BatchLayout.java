package godwit.codec.batch;

/// Every offset, size and bound of a batch's octets.
///
/// - shape: `batch = preamble, block*, end block`; a block is a header of 24 bytes and its body
/// - units: bytes, from the start of the preamble, header or record
/// - errors: none here
/// - source: docs/protocol.md, "Batch"
public final class BatchLayout {
  static final int MAGIC = 0;
  static final int FLAGS = MAGIC + Integer.BYTES;
  static final int HOPS = FLAGS + Byte.BYTES;
  static final int ZERO = HOPS + Byte.BYTES;
  static final int BATCH_ID = ZERO + Short.BYTES;
  static final int ORIGIN = BATCH_ID + 2 * Long.BYTES;
  static final int DESTINATION = ORIGIN + Integer.BYTES;
  static final int CREATED = DESTINATION + Integer.BYTES;
  public static final int PREAMBLE_BYTES = CREATED + Long.BYTES;

  static final int ORIGIN_IS_CUSTOM = 0x01;
  static final int DESTINATION_IS_CUSTOM = 0x02;

  public static final int KIND = 0;
  public static final int PAYLOAD_TYPE = KIND + Byte.BYTES;
  public static final int ROUTING_CODE = PAYLOAD_TYPE + Byte.BYTES;
  public static final int DATE = ROUTING_CODE + Integer.BYTES;
  public static final int RISK_TYPE = DATE + Short.BYTES;
  public static final int MECHANISM = RISK_TYPE + Byte.BYTES;
  public static final int DATA_LENGTH = MECHANISM + Byte.BYTES;
  public static final int COUNT = DATA_LENGTH + Short.BYTES;
  public static final int BODY_LENGTH = COUNT + Integer.BYTES;
  public static final int CRC = BODY_LENGTH + Integer.BYTES;
  public static final int HEADER_BYTES = CRC + Integer.BYTES;

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

  static final int SCORE_BYTES = Short.BYTES;
  static final int LENGTH_BYTES = Short.BYTES;

  static final int EXPOSURE_SCORE = 0;
  static final int EXPOSURE_DATA = EXPOSURE_SCORE + SCORE_BYTES;
  /* A record with its own length has its data behind it. */
  static final int EXPOSURE_LENGTH = EXPOSURE_SCORE + SCORE_BYTES;
  static final int EXPOSURE_OWN_DATA = EXPOSURE_LENGTH + LENGTH_BYTES;

  static final int VENUE_CODE = 0;
  static final int VENUE_START = VENUE_CODE + Integer.BYTES;
  static final int VENUE_END = VENUE_START + Integer.BYTES;
  static final int VENUE_SCORE = VENUE_END + Integer.BYTES;
  static final int VENUE_LENGTH = VENUE_SCORE + SCORE_BYTES;
  static final int VENUE_FIXED_BYTES = VENUE_LENGTH + LENGTH_BYTES;

  static final int CONTACT_LENGTH = 0;
  static final int CONTACT_START = CONTACT_LENGTH + LENGTH_BYTES;
  static final int CONTACT_END = CONTACT_START + Integer.BYTES;
  static final int CONTACT_PAYLOAD_LENGTH = CONTACT_END + Integer.BYTES;
  static final int CONTACT_FIXED_BYTES = CONTACT_PAYLOAD_LENGTH + LENGTH_BYTES;

  static final int END_TOTAL = 0;
  static final int END_DIGEST = END_TOTAL + Long.BYTES;
  static final int END_ALGORITHM = END_DIGEST + Digest.BYTES;
  public static final int END_UNSIGNED_BYTES = END_ALGORITHM + Byte.BYTES;
  static final int END_KEY_ID = END_UNSIGNED_BYTES;
  static final int END_SIGNATURE = END_KEY_ID + Digest.BYTES;

  /// Bytes of the longest end block's body.
  public static final int END_SIGNED_BYTES = END_SIGNATURE + 64;

  private BatchLayout() {}
}
