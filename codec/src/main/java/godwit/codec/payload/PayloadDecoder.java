package godwit.codec.payload;

import static godwit.codec.payload.DiagnosticCode.AMBIGUOUS_HEADERLESS;
import static godwit.codec.payload.DiagnosticCode.BAD_UTF8;
import static godwit.codec.payload.DiagnosticCode.BYTE_ORDER_SUSPECT;
import static godwit.codec.payload.DiagnosticCode.DRAFT_LENGTH;
import static godwit.codec.payload.DiagnosticCode.EMPTY_PAYLOAD;
import static godwit.codec.payload.DiagnosticCode.NONE;
import static godwit.codec.payload.DiagnosticCode.RESERVED_CODE;
import static godwit.codec.payload.DiagnosticCode.TLV_EXTENDED_CODE;
import static godwit.codec.payload.DiagnosticCode.TLV_TRUNCATED;
import static godwit.codec.payload.DiagnosticCode.TLV_ZERO_LENGTH;
import static godwit.codec.payload.DiagnosticCode.TRUNCATED_HEADER;
import static godwit.codec.payload.DiagnosticCode.UNKNOWN_COUNTRY;
import static godwit.codec.payload.DiagnosticCode.ZERO_CONTACT_ID;

import godwit.codec.BigEndian;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// Reads one whole payload, exposure header first, and says what is odd about it.
///
/// Never throws for what the bytes hold. The header is judged before the data, and the data by
/// [StructuralCheck] before anything of it is read.
public final class PayloadDecoder {
  /* ISO leaves 900-999 to its users and the United Nations' 1 (World) unassigned; international
   * bodies take numbers there, which is the registry's business. */
  private static final int WORLD = 1;
  private static final int FIRST_USER_ASSIGNED = 900;

  private final byte[] bytes;
  private final int start;
  private final int totalBytes;
  private final List<Diagnostic> diagnostics = new ArrayList<>();

  private PayloadDecoder(byte[] bytes, int start, int totalBytes) {
    this.bytes = bytes;
    this.start = start;
    this.totalBytes = totalBytes;
  }

  public static PayloadReading decode(byte[] bytes) {
    return decode(bytes, 0, bytes.length);
  }

  public static PayloadReading decode(byte[] bytes, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    return new PayloadDecoder(bytes, offset, length).read();
  }

  private PayloadReading read() {
    if (totalBytes == 0) return withoutHeader(EMPTY_PAYLOAD);
    Optional<ExposureHeader> found = ExposureHeader.read(bytes, start, start + totalBytes);
    if (found.isEmpty()) return withoutHeader(TRUNCATED_HEADER);
    ExposureHeader header = found.get();
    RoutingCode routing = header.routing();
    DiagnosticCode bodyFault = StructuralCheck.firstFault(
        header.payloadType(), bytes, dataOffset(), totalBytes - ExposureHeader.BYTES);
    if (!routing.isRoutable()) return unroutable(header, bodyFault);

    if (family(header).isReserved()) {
      String type = "payload type " + PayloadView.hexCode(header.payloadType());
      diagnostics.add(Diagnostic.semantic(RESERVED_CODE, type));
    }
    if (!routing.custom() && !isKnown(routing.country())) {
      diagnostics.add(Diagnostic.semantic(UNKNOWN_COUNTRY, "country " + routing.country()));
    }
    return bodyFault == NONE ? sound(header) : unsound(header, bodyFault);
  }

  private PayloadReading withoutHeader(DiagnosticCode fault) {
    diagnostics.add(Diagnostic.structural(fault));
    return new PayloadReading.Broken(Optional.empty(), totalBytes, Optional.empty(), diagnostics);
  }

  private PayloadReading unroutable(ExposureHeader header, DiagnosticCode bodyFault) {
    int country = header.routing().country();
    Optional<RoutingCode> swapped = header.routing().littleEndian();
    if (swapped.isPresent()) {
      String reading = "little-endian " + swapped.get();
      diagnostics.add(Diagnostic.structural(BYTE_ORDER_SUSPECT, reading));
    } else if (country != 0 && isBareIdLength() && isUnexplained(header, bodyFault)) {
      return withoutHeader(AMBIGUOUS_HEADERLESS);
    } else {
      diagnostics.add(Diagnostic.structural(UNKNOWN_COUNTRY, "country " + country));
    }
    return new PayloadReading.Broken(
        Optional.of(header), totalBytes, Optional.empty(), diagnostics);
  }

  /* Mechanisms without header send 16 bytes (Exposure Notification's id, ROBERT's HELLO, DP-3T),
   * 20 (that id and its metadata) or 28 (PACT). */
  private boolean isBareIdLength() {
    return totalBytes == PayloadLayout.GAEN_SHORT_BYTES
        || totalBytes == PayloadLayout.GAEN_LONG_BYTES
        || totalBytes == PayloadLayout.PACT_BYTES;
  }

  private boolean isUnexplained(ExposureHeader header, DiagnosticCode bodyFault) {
    return bodyFault != NONE || family(header).isReserved();
  }

  private PayloadReading unsound(ExposureHeader header, DiagnosticCode fault) {
    diagnostics.add(Diagnostic.structural(fault));
    boolean onlyExtended =
        fault == TLV_TRUNCATED || fault == TLV_ZERO_LENGTH || fault == TLV_EXTENDED_CODE;
    Optional<Payload> withoutExtended =
        onlyExtended ? Optional.of(payload(header, false)) : Optional.empty();
    return new PayloadReading.Broken(Optional.of(header), totalBytes, withoutExtended, diagnostics);
  }

  private PayloadReading sound(ExposureHeader header) {
    return new PayloadReading.Sound(payload(header, true), diagnostics);
  }

  private Payload payload(ExposureHeader header, boolean readExtended) {
    int payloadType = header.payloadType();
    return switch (family(header)) {
      case CUSTOM_ROUTING,
          CUSTOM_COUNTRY,
          HERALD_SECURED,
          RESERVED_18,
          RESERVED_28,
          RESERVED_38,
          RESERVED_A8 -> new Payload.Opaque(header, rest(0));
      case HERALD_SIMPLE -> simple(header, readExtended);
      case HERALD_VENUE ->
        new Payload.Venue(
            header,
            data(0, PayloadLayout.VENUE_BYTES).unsigned(),
            extended(PayloadLayout.VENUE_BYTES, readExtended));
      case GAEN ->
        new Payload.Gaen(
            header, data(0, PayloadLayout.GAEN_SHORT_BYTES), rest(PayloadLayout.GAEN_SHORT_BYTES));
      case ROBERT -> robert(header);
      case BLUETRACE ->
        PayloadLayout.hasBlueTraceFrame(payloadType)
            ? blueTrace(header, readExtended)
            : new Payload.Opaque(header, rest(0));
      case DP3T -> dp3t(header);
      case PACT -> new Payload.Pact(header, rest(0));
    };
  }

  private Payload simple(ExposureHeader header, boolean readExtended) {
    Bytes contactId = data(0, PayloadLayout.SIMPLE_BYTES);
    if (contactId.isZero()) diagnostics.add(Diagnostic.note(ZERO_CONTACT_ID));
    return new Payload.Simple(
        header, contactId, extended(PayloadLayout.SIMPLE_BYTES, readExtended));
  }

  private Payload robert(ExposureHeader header) {
    return new Payload.Robert(
        header,
        data(0, PayloadLayout.ROBERT_COUNTRY_BYTES),
        data(PayloadLayout.ROBERT_ID_OFFSET, PayloadLayout.ROBERT_ID_BYTES),
        BigEndian.uint16(bytes, dataOffset() + PayloadLayout.ROBERT_TIME_OFFSET),
        data(PayloadLayout.ROBERT_MAC_OFFSET, PayloadLayout.ROBERT_MAC_BYTES));
  }

  private Payload blueTrace(ExposureHeader header, boolean readExtended) {
    int innerLength = BigEndian.uint16(bytes, dataOffset() + 2);
    Bytes id = data(PayloadLayout.BLUETRACE_HEAD_BYTES, innerLength);
    if (header.payloadType() == PayloadLayout.BLUETRACE_TEXT_TYPE && id.utf8().isEmpty()) {
      diagnostics.add(Diagnostic.semantic(BAD_UTF8, "id"));
    }
    return new Payload.BlueTrace(
        header,
        BigEndian.uint16(bytes, dataOffset()),
        id,
        extended(PayloadLayout.BLUETRACE_HEAD_BYTES + innerLength, readExtended));
  }

  private Payload dp3t(ExposureHeader header) {
    Bytes ephemeralId = rest(0);
    if (ephemeralId.length() == PayloadLayout.DP3T_DRAFT_BYTES) {
      diagnostics.add(Diagnostic.note(DRAFT_LENGTH));
    }
    return new Payload.Dp3t(header, ephemeralId);
  }

  private ExtendedData extended(int dataPosition, boolean read) {
    if (!read) return ExtendedData.EMPTY;
    int offset = dataOffset() + dataPosition;
    ExtendedReading reading =
        ExtendedDataDecoder.decode(bytes, offset, start + totalBytes - offset);
    diagnostics.addAll(reading.diagnostics());
    return reading.extended().orElse(ExtendedData.EMPTY);
  }

  private Bytes data(int position, int length) {
    return Bytes.copyOf(bytes, dataOffset() + position, length);
  }

  private Bytes rest(int position) {
    return data(position, totalBytes - ExposureHeader.BYTES - position);
  }

  private int dataOffset() {
    return start + ExposureHeader.BYTES;
  }

  private static PayloadFamily family(ExposureHeader header) {
    return PayloadFamily.of(header.payloadType());
  }

  private static boolean isKnown(int country) {
    return country == WORLD
        || country >= FIRST_USER_ASSIGNED
        || AssignedCountries.contains(country);
  }
}
