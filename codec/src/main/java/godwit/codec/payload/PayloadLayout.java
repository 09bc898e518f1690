package godwit.codec.payload;

/// Every length and offset of a payload's data, and the types that differ from their family.
///
/// - shape: the table below, after the 5 bytes of [ExposureHeader]
/// - units: bytes; numbers are big-endian
/// - errors: none; [StructuralCheck] judges by these
/// - source: Herald, International Interoperability Specification (draft), Annexes B to E
///
/// | family | data |
/// |---|---|
/// | custom | 1 or more |
/// | Simple | 16 contact id, Extended Data |
/// | Secured | 65 or more |
/// | Venue | `u32` location code, Extended Data |
/// | GAEN | 16 rolling proximity id; 4 encrypted metadata or none |
/// | ROBERT | 1 country, 8 id, `u16` time, 5 MAC |
/// | BlueTrace 0x90, 0x91 | `u16` outer length, `u16` inner length, id, Extended Data |
/// | DP3T | 16, or the draft's 2 |
/// | PACT | 28 |
///
/// BlueTrace's outer length counts everything after itself. Section: `u8` code, `u8` length of the
/// data alone, data.
final class PayloadLayout {
  static final int MAX_DATA_BYTES = Payload.MAX_BYTES - ExposureHeader.BYTES;

  static final int SIMPLE_BYTES = 16;
  static final int MIN_SECURED_BYTES = 65;
  static final int VENUE_BYTES = 4;

  static final int GAEN_SHORT_BYTES = 16;
  static final int GAEN_LONG_BYTES = 20;
  static final int GAEN_METADATA_BYTES = GAEN_LONG_BYTES - GAEN_SHORT_BYTES;

  static final int ROBERT_BYTES = 16;
  static final int ROBERT_COUNTRY_BYTES = 1;
  static final int ROBERT_ID_OFFSET = ROBERT_COUNTRY_BYTES;
  static final int ROBERT_ID_BYTES = 8;
  static final int ROBERT_TIME_OFFSET = ROBERT_ID_OFFSET + ROBERT_ID_BYTES;
  static final int ROBERT_MAC_OFFSET = ROBERT_TIME_OFFSET + Short.BYTES;
  static final int ROBERT_MAC_BYTES = 5;

  static final int BLUETRACE_BASE64_TYPE = 0x90;
  static final int BLUETRACE_TEXT_TYPE = 0x91;
  static final int BLUETRACE_OUTER_BYTES = 2;
  static final int BLUETRACE_HEAD_BYTES = BLUETRACE_OUTER_BYTES + 2;

  static final int DP3T_DRAFT_BYTES = 2;
  static final int DP3T_BYTES = 16;
  static final int PACT_BYTES = 28;

  static final int SECTION_CODE_OFFSET = 0;
  static final int SECTION_LENGTH_OFFSET = SECTION_CODE_OFFSET + Byte.BYTES;
  static final int SECTION_HEAD_BYTES = SECTION_LENGTH_OFFSET + Byte.BYTES;
  static final int MAX_SECTION_BYTES = 0xFF;
  static final int EXTENDED_SECTION_CODE = 0xFF;

  private PayloadLayout() {}

  /// Whether a BlueTrace type has the frame of two lengths; later ones have no layout yet.
  static boolean hasBlueTraceFrame(int payloadType) {
    return payloadType == BLUETRACE_BASE64_TYPE || payloadType == BLUETRACE_TEXT_TYPE;
  }

  /// Whether the data of a type is not ours to read.
  static boolean isOpaque(int payloadType) {
    return switch (PayloadFamily.of(payloadType)) {
      case CUSTOM_ROUTING,
          CUSTOM_COUNTRY,
          HERALD_SECURED,
          RESERVED_18,
          RESERVED_28,
          RESERVED_38,
          RESERVED_A8 -> true;
      case BLUETRACE -> !hasBlueTraceFrame(payloadType);
      case HERALD_SIMPLE, HERALD_VENUE, GAEN, ROBERT, DP3T, PACT -> false;
    };
  }
}
