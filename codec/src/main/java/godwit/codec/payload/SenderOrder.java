package godwit.codec.payload;

import godwit.codec.BigEndian;
import java.util.Arrays;

/// How one source of payloads writes its integers, and the way from there to the exchange's order.
///
/// - shape: the same payload, integers big-endian; routing codes of types 0x00-0x07, ids, text and
///   fractions stay as they are
/// - units: bytes
/// - errors: none: what is broken stays broken, and [PayloadDecoder] says how
/// - source: Herald for Android, iOS and C++ since January 2021, which write little-endian against
///   their own specification; Herald for Android 1.1 for [#HERALD_1_1]
///
/// Set for each source by whoever knows it: for a gateway, or for an authority's own app. A
/// receiver
/// of batches never guesses: there the order is big-endian, and [DiagnosticCode#BYTE_ORDER_SUSPECT]
/// says what the other reading would be.
public enum SenderOrder {
  /// As specified.
  BIG,
  /// Every integer the other way round.
  LITTLE,
  /// [#LITTLE] for payloads whose country makes sense that way alone, else [#BIG].
  AUTO,
  /// Big-endian, with two bytes of transmit power before the contact id of a Simple payload.
  HERALD_1_1;

  private static final int HERALD_1_1_BYTES = 23;
  private static final int HERALD_1_1_POWER_BYTES = 2;

  /// A copy of a source's payload as the exchange wants it.
  public byte[] normalise(byte[] payload) {
    return switch (this) {
      case BIG -> payload.clone();
      case LITTLE -> swapped(payload);
      case AUTO -> isSuspect(payload) ? swapped(payload) : payload.clone();
      case HERALD_1_1 -> withoutPower(payload);
    };
  }

  private static boolean isSuspect(byte[] payload) {
    return ExposureHeader.read(payload, 0, payload.length)
        .flatMap(header -> header.routing().littleEndian())
        .isPresent();
  }

  private static byte[] withoutPower(byte[] payload) {
    boolean simple = payload.length == HERALD_1_1_BYTES
        && PayloadFamily.of(payload[0] & 0xFF) == PayloadFamily.HERALD_SIMPLE;
    if (!simple) return payload.clone();
    byte[] shorter = Arrays.copyOf(payload, HERALD_1_1_BYTES - HERALD_1_1_POWER_BYTES);
    System.arraycopy(
        payload,
        ExposureHeader.BYTES + HERALD_1_1_POWER_BYTES,
        shorter,
        ExposureHeader.BYTES,
        PayloadLayout.SIMPLE_BYTES);
    return shorter;
  }

  private static byte[] swapped(byte[] payload) {
    byte[] bytes = payload.clone();
    if (bytes.length < ExposureHeader.BYTES) return bytes;
    int type = bytes[0] & 0xFF;
    if (!ExposureHeader.isCustom(type)) {
      swap(bytes, 1, 2);
      swap(bytes, 3, 2);
    }
    int data = ExposureHeader.BYTES;
    switch (PayloadFamily.of(type)) {
      case HERALD_SIMPLE -> swapSections(bytes, data + PayloadLayout.SIMPLE_BYTES);
      case HERALD_VENUE -> {
        swap(bytes, data, PayloadLayout.VENUE_BYTES);
        swapSections(bytes, data + PayloadLayout.VENUE_BYTES);
      }
      case BLUETRACE -> {
        boolean framed = PayloadLayout.hasBlueTraceFrame(type)
            && bytes.length >= data + PayloadLayout.BLUETRACE_HEAD_BYTES;
        if (framed) swapFrame(bytes, data);
      }
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
          RESERVED_A8 -> {}
    }
    return bytes;
  }

  private static void swapFrame(byte[] bytes, int data) {
    swap(bytes, data, 2);
    int inner = data + PayloadLayout.BLUETRACE_OUTER_BYTES;
    swap(bytes, inner, 2);
    int id = data + PayloadLayout.BLUETRACE_HEAD_BYTES;
    swapSections(bytes, id + BigEndian.uint16(bytes, inner));
  }

  private static void swapSections(byte[] bytes, int from) {
    int section = from;
    while (bytes.length - section > PayloadLayout.SECTION_HEAD_BYTES) {
      int code = bytes[section] & 0xFF;
      int data = section + PayloadLayout.SECTION_HEAD_BYTES;
      int length = bytes[section + 1] & 0xFF;
      if (code == PayloadLayout.EXTENDED_SECTION_CODE || length > bytes.length - data) return;
      switch (SectionKind.of(code).form()) {
        case UINT32 -> {
          if (length == Integer.BYTES) swap(bytes, data, length);
        }
        case UINT8_OR_16 -> {
          if (length == Short.BYTES) swap(bytes, data, length);
        }
        case PAIR -> {
          if (length == 2 * Short.BYTES) {
            swap(bytes, data, Short.BYTES);
            swap(bytes, data + Short.BYTES, Short.BYTES);
          }
        }
        case UINT8, INT8, REAL, TEXT, OPAQUE -> {}
      }
      section = data + length;
    }
  }

  /* Nothing where the field is not whole. */
  private static void swap(byte[] bytes, int from, int width) {
    if (bytes.length - from < width) return;
    for (int left = from, right = from + width - 1; left < right; left++, right--) {
      byte kept = bytes[left];
      bytes[left] = bytes[right];
      bytes[right] = kept;
    }
  }
}
