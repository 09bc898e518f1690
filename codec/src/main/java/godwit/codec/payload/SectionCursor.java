package godwit.codec.payload;

import godwit.codec.BigEndian;

/// The sections of Extended Data, read where they lie.
///
/// - shape: `u8 code | u8 length of the data alone | data`, one after another
/// - units: bytes; [SectionKind] and [ContactSection] say what a code's data means
/// - errors: none: only for data in which [StructuralCheck] finds nothing
/// - source: Herald, International Interoperability Specification (draft), Extended Data
public final class SectionCursor {
  /// Bytes of a section before its data.
  public static final int HEAD_BYTES = PayloadLayout.SECTION_HEAD_BYTES;

  /// The most that a section's data has.
  public static final int MAX_DATA_BYTES = PayloadLayout.MAX_SECTION_BYTES;

  private byte[] bytes = new byte[0];
  private int end;
  private int section;
  private int nextSection;

  /// Goes before the first section of the Extended Data that lies at `offset`.
  public SectionCursor wrap(byte[] extended, int offset, int length) {
    bytes = extended;
    nextSection = offset;
    end = offset + length;
    return this;
  }

  /// Goes before the first section that a sound payload itself carries, behind its family's fields;
  /// most families carry none.
  ///
  /// @param offset of the exposure header
  /// @param length of the payload, header included
  public SectionCursor wrapPayload(byte[] payload, int offset, int length) {
    int end = offset + length;
    int data = offset + ExposureHeader.BYTES;
    int type = BigEndian.uint8(payload, offset);
    int first = switch (PayloadFamily.of(type)) {
      case HERALD_SIMPLE -> data + PayloadLayout.SIMPLE_BYTES;
      case HERALD_VENUE -> data + PayloadLayout.VENUE_BYTES;
      case BLUETRACE ->
        PayloadLayout.hasBlueTraceFrame(type)
            ? data
                + PayloadLayout.BLUETRACE_HEAD_BYTES
                + BigEndian.uint16(payload, data + PayloadLayout.BLUETRACE_OUTER_BYTES)
            : end;
      case CUSTOM_ROUTING,
          CUSTOM_COUNTRY,
          HERALD_SECURED,
          GAEN,
          ROBERT,
          DP3T,
          PACT,
          RESERVED_18,
          RESERVED_28,
          RESERVED_38,
          RESERVED_A8 -> end;
    };
    return wrap(payload, first, end - first);
  }

  /// Moves to the next section; false once there is none.
  public boolean next() {
    if (nextSection >= end) return false;
    section = nextSection;
    nextSection = dataOffset() + dataLength();
    return true;
  }

  /// 0 to 254.
  public int code() {
    return BigEndian.uint8(bytes, section + PayloadLayout.SECTION_CODE_OFFSET);
  }

  /// Where the section's data begins in the wrapped array.
  public int dataOffset() {
    return section + PayloadLayout.SECTION_HEAD_BYTES;
  }

  /// 1 to 255.
  public int dataLength() {
    return BigEndian.uint8(bytes, section + PayloadLayout.SECTION_LENGTH_OFFSET);
  }

  /// Writes the head of a section whose data follows; gives where the data begins.
  public static int putHead(byte[] target, int offset, int code, int dataLength) {
    BigEndian.put8(target, offset + PayloadLayout.SECTION_CODE_OFFSET, code);
    BigEndian.put8(target, offset + PayloadLayout.SECTION_LENGTH_OFFSET, dataLength);
    return offset + PayloadLayout.SECTION_HEAD_BYTES;
  }
}
