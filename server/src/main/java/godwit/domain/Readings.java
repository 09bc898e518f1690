package godwit.domain;

import godwit.codec.BigEndian;
import godwit.codec.payload.ContactSection;
import godwit.codec.payload.ContactSection.Reading;
import godwit.codec.payload.DiagnosticCode;
import godwit.codec.payload.SectionCursor;
import godwit.codec.payload.SectionKind;
import godwit.codec.payload.StructuralCheck;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;

/// How strongly a contact was heard, as its extended data says.
///
/// - shape: the sections of readings, of which there may be several, and of transmit power
/// - units: seconds since the contact's start, dBm
/// - errors: [#of(byte[], int, int)] answers nothing where the sections' framing is broken, code
///   0xFF included, or readings or transmit power have a length that they cannot
/// - source: docs/protocol.md, "Contact batch"
///
/// @param offsets seconds since start, ascending
/// @param rssi in dBm, one for each offset
record Readings(int[] offsets, int[] rssi, OptionalInt transmitPower) {
  private static final int TRANSMIT_POWER = SectionKind.YOUR_TX_POWER.firstCode();
  private static final double LAST_SECONDS_ALONE = 30;
  private static final double MAX_SECONDS = 300;

  static Optional<Readings> of(byte[] bytes, int offset, int length) {
    if (StructuralCheck.firstSectionFault(bytes, offset, length) != DiagnosticCode.NONE) {
      return Optional.empty();
    }
    long[] packed = new long[length / Reading.BYTES];
    int count = 0;
    OptionalInt power = OptionalInt.empty();
    SectionCursor sections = new SectionCursor().wrap(bytes, offset, length);
    while (sections.next()) {
      int data = sections.dataOffset();
      int size = sections.dataLength();
      if (sections.code() == ContactSection.READINGS_CODE) {
        if (size % Reading.BYTES != 0) return Optional.empty();
        for (int at = data; at < data + size; at += Reading.BYTES) {
          packed[count++] =
              (long) Reading.seconds(bytes, at) << 8 | (Reading.rssi(bytes, at) & 0xFF);
        }
      } else if (sections.code() == TRANSMIT_POWER) {
        if (size > Short.BYTES) return Optional.empty();
        power = OptionalInt.of(size == 1 ? bytes[data] : (short) BigEndian.uint16(bytes, data));
      }
    }
    Arrays.sort(packed, 0, count);
    int[] offsets = new int[count];
    int[] rssi = new int[count];
    for (int index = 0; index < count; index++) {
      offsets[index] = (int) (packed[index] >>> 8);
      rssi[index] = (byte) packed[index];
    }
    return Optional.of(new Readings(offsets, rssi, power));
  }

  int count() {
    return offsets.length;
  }

  /// How long the reading stands for: to the next one, at most 5 minutes, never past the end.
  double seconds(int index, long durationSeconds) {
    double to = index + 1 < offsets.length ? offsets[index + 1] : offsets[index] + lastSeconds();
    double seconds = Math.min(to - offsets[index], MAX_SECONDS);
    return Math.max(0, Math.min(seconds, (double) durationSeconds - offsets[index]));
  }

  /* The median gap; 30 s if there is no gap. */
  private double lastSeconds() {
    if (offsets.length < 2) return LAST_SECONDS_ALONE;
    int[] gaps = new int[offsets.length - 1];
    for (int index = 0; index < gaps.length; index++) {
      gaps[index] = offsets[index + 1] - offsets[index];
    }
    Arrays.sort(gaps);
    int middle = gaps.length / 2;
    return gaps.length % 2 == 1 ? gaps[middle] : (gaps[middle - 1] + gaps[middle]) / 2.0;
  }
}
