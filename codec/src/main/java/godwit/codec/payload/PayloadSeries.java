package godwit.codec.payload;

import static godwit.codec.payload.DiagnosticCode.EMPTY_PAYLOAD;
import static godwit.codec.payload.DiagnosticCode.LENGTH_MISMATCH;
import static godwit.codec.payload.DiagnosticCode.TRAILING_DATA;

import godwit.codec.payload.Diagnostic.Severity;
import java.util.ArrayList;
import java.util.List;

/// Payloads of one length, back to back, as phones share them: nothing says where one ends.
///
/// - shape: pieces of the length that the first one's family has without Extended Data; of two
///   such lengths (Exposure Notification) the first at which every piece is sound
/// - units: bytes, exposure headers included
/// - errors: those of the pieces; `TRAILING_DATA` for a shorter rest, `LENGTH_MISMATCH` where the
///   family has no length of its own
/// - source: Herald's payload sharing, which splits at 21 bytes
///
/// For what came from phones; batches frame every payload themselves.
///
/// @param fixedLength 0 where there is none
/// @param payloads what came of reading each piece
public record PayloadSeries(
    int fixedLength, List<PayloadReading> payloads, List<Diagnostic> diagnostics) {
  public PayloadSeries {
    payloads = List.copyOf(payloads);
    diagnostics = List.copyOf(diagnostics);
  }

  /// Reads any bytes.
  public static PayloadSeries read(byte[] bytes) {
    if (bytes.length == 0) return refused(Diagnostic.structural(EMPTY_PAYLOAD));
    int[] lengths = dataLengths(bytes[0] & 0xFF);
    if (lengths.length == 0) {
      String type = "payload type " + PayloadView.hexCode(bytes[0] & 0xFF);
      return refused(Diagnostic.structural(LENGTH_MISMATCH, type));
    }
    List<PayloadSeries> readings = new ArrayList<>();
    for (int length : lengths) {
      PayloadSeries reading = split(bytes, ExposureHeader.BYTES + length);
      if (reading.isSound()) return reading;
      readings.add(reading);
    }
    return readings.getFirst();
  }

  private boolean isSound() {
    return diagnostics.stream()
        .noneMatch(diagnostic -> diagnostic.severity() == Severity.STRUCTURAL);
  }

  private static PayloadSeries split(byte[] bytes, int length) {
    List<PayloadReading> payloads = new ArrayList<>();
    List<Diagnostic> diagnostics = new ArrayList<>();
    int at = 0;
    for (; bytes.length - at >= length; at += length) {
      PayloadReading reading = PayloadDecoder.decode(bytes, at, length);
      payloads.add(reading);
      diagnostics.addAll(reading.diagnostics());
    }
    if (at < bytes.length) {
      diagnostics.add(Diagnostic.structural(TRAILING_DATA, bytes.length - at + " bytes"));
    }
    return new PayloadSeries(length, payloads, diagnostics);
  }

  private static PayloadSeries refused(Diagnostic diagnostic) {
    return new PayloadSeries(0, List.of(), List.of(diagnostic));
  }

  private static int[] dataLengths(int payloadType) {
    return switch (PayloadFamily.of(payloadType)) {
      case HERALD_SIMPLE -> new int[] {PayloadLayout.SIMPLE_BYTES};
      case HERALD_VENUE -> new int[] {PayloadLayout.VENUE_BYTES};
      case GAEN -> new int[] {PayloadLayout.GAEN_SHORT_BYTES, PayloadLayout.GAEN_LONG_BYTES};
      case ROBERT -> new int[] {PayloadLayout.ROBERT_BYTES};
      case DP3T -> new int[] {PayloadLayout.DP3T_BYTES, PayloadLayout.DP3T_DRAFT_BYTES};
      case PACT -> new int[] {PayloadLayout.PACT_BYTES};
      case CUSTOM_ROUTING,
          CUSTOM_COUNTRY,
          HERALD_SECURED,
          BLUETRACE,
          RESERVED_18,
          RESERVED_28,
          RESERVED_38,
          RESERVED_A8 -> new int[0];
    };
  }
}
