package godwit.codec.payload;

import static godwit.codec.payload.DiagnosticCode.BAD_BASE64;
import static godwit.codec.payload.DiagnosticCode.BODY_LENGTH;
import static godwit.codec.payload.DiagnosticCode.EMPTY_ID;
import static godwit.codec.payload.DiagnosticCode.LENGTH_MISMATCH;
import static godwit.codec.payload.DiagnosticCode.NONE;
import static godwit.codec.payload.DiagnosticCode.TLV_EXTENDED_CODE;
import static godwit.codec.payload.DiagnosticCode.TLV_TRUNCATED;
import static godwit.codec.payload.DiagnosticCode.TLV_ZERO_LENGTH;
import static godwit.codec.payload.DiagnosticCode.TOO_LONG;
import static godwit.codec.payload.DiagnosticCode.TRAILING_DATA;
import static godwit.codec.payload.DiagnosticCode.TRUNCATED_BODY;

import godwit.codec.BigEndian;
import java.util.Arrays;
import java.util.Objects;

/// Whether a payload's data is sound for its family, told where it lies.
///
/// - shape: what follows the exposure header; [PayloadLayout] has every length
/// - units: offsets and lengths in bytes
/// - errors: the first [DiagnosticCode] that is structural, [DiagnosticCode#NONE] for sound data
/// - source: Herald, International Interoperability Specification (draft), Annexes B to E
///
/// The header's country is not looked at: who may be routed to is asked elsewhere. Runs once for
/// every record of a batch, so it allocates nothing; [PayloadDecoder] relies on it as well, which
/// is why the two cannot differ.
public final class StructuralCheck {
  private static final boolean[] BASE64_LETTER = base64Letters();

  private StructuralCheck() {}

  /// Whether [#firstFault] finds nothing.
  public static boolean isSound(int payloadType, byte[] bytes, int dataOffset, int dataLength) {
    return firstFault(payloadType, bytes, dataOffset, dataLength) == NONE;
  }

  /// Whether all data of this length is equally sound, so that one record speaks for its block.
  public static boolean lengthDecides(int payloadType, int dataLength) {
    return switch (PayloadFamily.of(payloadType)) {
      case HERALD_SIMPLE -> dataLength <= PayloadLayout.SIMPLE_BYTES;
      case HERALD_VENUE -> dataLength <= PayloadLayout.VENUE_BYTES;
      case BLUETRACE -> !PayloadLayout.hasBlueTraceFrame(payloadType);
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
          RESERVED_A8 -> true;
    };
  }

  /// The first structural fault of the data of a payload.
  ///
  /// @param payloadType 0 to 255
  /// @param dataOffset where the data starts, after the header
  /// @param dataLength how long it is, without the header
  public static DiagnosticCode firstFault(
      int payloadType, byte[] bytes, int dataOffset, int dataLength) {
    Objects.checkFromIndexSize(dataOffset, dataLength, bytes.length);
    if (dataLength == 0) return TRUNCATED_BODY;
    if (dataLength > PayloadLayout.MAX_DATA_BYTES) return TOO_LONG;
    return switch (PayloadFamily.of(payloadType)) {
      case CUSTOM_ROUTING, CUSTOM_COUNTRY, RESERVED_18, RESERVED_28, RESERVED_38, RESERVED_A8 ->
        NONE;
      case HERALD_SIMPLE ->
        extendedAfter(PayloadLayout.SIMPLE_BYTES, bytes, dataOffset, dataLength);
      case HERALD_VENUE -> extendedAfter(PayloadLayout.VENUE_BYTES, bytes, dataOffset, dataLength);
      case HERALD_SECURED -> dataLength < PayloadLayout.MIN_SECURED_BYTES ? TRUNCATED_BODY : NONE;
      case GAEN -> oneOf(PayloadLayout.GAEN_SHORT_BYTES, PayloadLayout.GAEN_LONG_BYTES, dataLength);
      case ROBERT -> oneOf(PayloadLayout.ROBERT_BYTES, PayloadLayout.ROBERT_BYTES, dataLength);
      case DP3T -> oneOf(PayloadLayout.DP3T_DRAFT_BYTES, PayloadLayout.DP3T_BYTES, dataLength);
      case PACT -> oneOf(PayloadLayout.PACT_BYTES, PayloadLayout.PACT_BYTES, dataLength);
      case BLUETRACE ->
        PayloadLayout.hasBlueTraceFrame(payloadType)
            ? blueTrace(payloadType, bytes, dataOffset, dataLength)
            : NONE;
    };
  }

  /// The first fault in how Extended Data is cut into sections; none if there is no section.
  public static DiagnosticCode firstSectionFault(byte[] bytes, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    int end = offset + length;
    int section = offset;
    while (section < end) {
      if ((bytes[section] & 0xFF) == PayloadLayout.EXTENDED_SECTION_CODE) return TLV_EXTENDED_CODE;
      if (end - section < PayloadLayout.SECTION_HEAD_BYTES) return TLV_TRUNCATED;
      int dataBytes = bytes[section + 1] & 0xFF;
      if (dataBytes == 0) return TLV_ZERO_LENGTH;
      section += PayloadLayout.SECTION_HEAD_BYTES;
      if (dataBytes > end - section) return TLV_TRUNCATED;
      section += dataBytes;
    }
    return NONE;
  }

  private static DiagnosticCode extendedAfter(
      int fixedBytes, byte[] bytes, int offset, int length) {
    if (length < fixedBytes) return TRUNCATED_BODY;
    return firstSectionFault(bytes, offset + fixedBytes, length - fixedBytes);
  }

  private static DiagnosticCode oneOf(int shorter, int longer, int length) {
    if (length == shorter || length == longer) return NONE;
    if (length < shorter) return TRUNCATED_BODY;
    return length < longer ? BODY_LENGTH : TRAILING_DATA;
  }

  private static DiagnosticCode blueTrace(int payloadType, byte[] bytes, int offset, int length) {
    if (length < PayloadLayout.BLUETRACE_HEAD_BYTES) return TRUNCATED_BODY;
    int outerLength = BigEndian.uint16(bytes, offset);
    int innerLength = BigEndian.uint16(bytes, offset + 2);
    int remainder = length - 2;
    if (outerLength > remainder) return LENGTH_MISMATCH;
    if (outerLength < remainder) return TRAILING_DATA;
    if (innerLength > outerLength - 2) return LENGTH_MISMATCH;
    if (innerLength == 0) return EMPTY_ID;
    int id = offset + PayloadLayout.BLUETRACE_HEAD_BYTES;
    if (payloadType == PayloadLayout.BLUETRACE_BASE64_TYPE && !isBase64(bytes, id, innerLength)) {
      return BAD_BASE64;
    }
    return firstSectionFault(bytes, id + innerLength, outerLength - 2 - innerLength);
  }

  /* Any number of letters of the alphabet, as the draft's own example has 53, which no encoder
   * produces; padding only where it completes a group of four. */
  private static boolean isBase64(byte[] bytes, int offset, int length) {
    int letters = length;
    while (letters > 0 && bytes[offset + letters - 1] == '=') letters--;
    int padding = length - letters;
    if (letters == 0 || padding > 2 || (padding > 0 && length % 4 != 0)) return false;
    for (int index = offset; index < offset + letters; index++) {
      if (!BASE64_LETTER[bytes[index] & 0xFF]) return false;
    }
    return true;
  }

  private static boolean[] base64Letters() {
    boolean[] letters = new boolean[0x100];
    Arrays.fill(letters, 'A', 'Z' + 1, true);
    Arrays.fill(letters, 'a', 'z' + 1, true);
    Arrays.fill(letters, '0', '9' + 1, true);
    letters['+'] = true;
    letters['/'] = true;
    return letters;
  }
}
