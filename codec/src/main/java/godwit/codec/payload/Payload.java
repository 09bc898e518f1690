package godwit.codec.payload;

import java.util.Objects;

/// What one device told another, as the receiver heard it: one record for each layout.
///
/// - shape: [ExposureHeader], then 1 or more bytes of data; at most 512 bytes in all
/// - units: numbers are big-endian and unsigned
/// - errors: what [PayloadDecoder] reports; never a half-read payload, and none of another family's
///   type or with a field of another length ([IllegalArgumentException])
/// - source: Herald, International Interoperability Specification (draft), Annexes B to E
///
/// Text forms show the family and the length alone.
public sealed interface Payload {
  /// The longest payload: what a Bluetooth attribute can hold.
  int MAX_BYTES = 512;

  ExposureHeader header();

  /// Bytes of data, without the header.
  int dataBytes();

  default PayloadFamily family() {
    return PayloadFamily.of(header().payloadType());
  }

  /// The version within the family, from 0.
  default int version() {
    return family().version(header().payloadType());
  }

  /// Bytes on the wire.
  default int totalBytes() {
    return ExposureHeader.BYTES + dataBytes();
  }

  private static String redacted(Payload payload) {
    return payload.family().label() + ", " + payload.totalBytes() + " bytes";
  }

  private static void check(ExposureHeader header, boolean family, boolean lengths) {
    if (!family || !lengths) {
      throw new IllegalArgumentException(
          "payloadType=" + header.payloadType() + " family=" + family + " lengths=" + lengths);
    }
  }

  private static boolean isOf(PayloadFamily family, ExposureHeader header) {
    return PayloadFamily.of(header.payloadType()) == family;
  }

  /// Herald Simple: an id that changes every few minutes.
  record Simple(ExposureHeader header, Bytes contactId, ExtendedData extended) implements Payload {
    public Simple {
      check(
          header,
          isOf(PayloadFamily.HERALD_SIMPLE, header),
          contactId.length() == PayloadLayout.SIMPLE_BYTES);
      Objects.requireNonNull(extended);
    }

    @Override
    public int dataBytes() {
      return contactId.length() + extended.totalBytes();
    }

    @Override
    public String toString() {
      return redacted(this);
    }
  }

  /// Herald Venue: a place, named by a number that is unique for its country and state.
  record Venue(ExposureHeader header, long locationCode, ExtendedData extended) implements Payload {
    public Venue {
      check(header, isOf(PayloadFamily.HERALD_VENUE, header), locationCode >>> Integer.SIZE == 0);
      Objects.requireNonNull(extended);
    }

    @Override
    public int dataBytes() {
      return PayloadLayout.VENUE_BYTES + extended.totalBytes();
    }

    @Override
    public String toString() {
      return redacted(this);
    }
  }

  /// Exposure Notification: rolling proximity id, and its encrypted metadata where known (4 bytes,
  /// else none).
  record Gaen(ExposureHeader header, Bytes rollingId, Bytes metadata) implements Payload {
    public Gaen {
      int metadataBytes = metadata.length();
      check(
          header,
          isOf(PayloadFamily.GAEN, header),
          rollingId.length() == PayloadLayout.GAEN_SHORT_BYTES
              && (metadataBytes == 0 || metadataBytes == PayloadLayout.GAEN_METADATA_BYTES));
    }

    @Override
    public int dataBytes() {
      return rollingId.length() + metadata.length();
    }

    @Override
    public String toString() {
      return redacted(this);
    }
  }

  /// ROBERT's HELLO: encrypted country, ephemeral id, low 16 bits of NTP seconds, MAC.
  record Robert(
      ExposureHeader header, Bytes encryptedCountry, Bytes ephemeralId, int time, Bytes mac)
      implements Payload {
    public Robert {
      check(
          header,
          isOf(PayloadFamily.ROBERT, header),
          encryptedCountry.length() == PayloadLayout.ROBERT_COUNTRY_BYTES
              && ephemeralId.length() == PayloadLayout.ROBERT_ID_BYTES
              && time >>> Short.SIZE == 0
              && mac.length() == PayloadLayout.ROBERT_MAC_BYTES);
    }

    @Override
    public int dataBytes() {
      return PayloadLayout.ROBERT_BYTES;
    }

    @Override
    public String toString() {
      return redacted(this);
    }
  }

  /// BlueTrace: an id its issuer alone can read; base64 text for type 0x90, UTF-8 for 0x91.
  ///
  /// @param outerLength what the frame says follows its first field
  record BlueTrace(ExposureHeader header, int outerLength, Bytes id, ExtendedData extended)
      implements Payload {
    public BlueTrace {
      check(
          header,
          PayloadLayout.hasBlueTraceFrame(header.payloadType()),
          id.length() > 0 && outerLength >>> Short.SIZE == 0);
      Objects.requireNonNull(extended);
    }

    /// A payload whose frame counts what is in it.
    public static BlueTrace of(ExposureHeader header, Bytes id, ExtendedData extended) {
      int outerLength = PayloadLayout.BLUETRACE_HEAD_BYTES
          - PayloadLayout.BLUETRACE_OUTER_BYTES
          + id.length()
          + extended.totalBytes();
      return new BlueTrace(header, outerLength, id, extended);
    }

    @Override
    public int dataBytes() {
      return PayloadLayout.BLUETRACE_HEAD_BYTES + id.length() + extended.totalBytes();
    }

    @Override
    public String toString() {
      return redacted(this);
    }
  }

  /// DP-3T before Exposure Notification: an ephemeral id of 16 bytes, or the draft's 2.
  record Dp3t(ExposureHeader header, Bytes ephemeralId) implements Payload {
    public Dp3t {
      int idBytes = ephemeralId.length();
      check(
          header,
          isOf(PayloadFamily.DP3T, header),
          idBytes == PayloadLayout.DP3T_BYTES || idBytes == PayloadLayout.DP3T_DRAFT_BYTES);
    }

    @Override
    public int dataBytes() {
      return ephemeralId.length();
    }

    @Override
    public String toString() {
      return redacted(this);
    }
  }

  /// PACT: a chirp.
  record Pact(ExposureHeader header, Bytes chirp) implements Payload {
    public Pact {
      check(header, isOf(PayloadFamily.PACT, header), chirp.length() == PayloadLayout.PACT_BYTES);
    }

    @Override
    public int dataBytes() {
      return chirp.length();
    }

    @Override
    public String toString() {
      return redacted(this);
    }
  }

  /// Data that is not ours to read: custom, secured, reserved, and BlueTrace without a layout.
  /// Routed by the header alone.
  record Opaque(ExposureHeader header, Bytes body) implements Payload {
    public Opaque {
      int minBytes =
          isOf(PayloadFamily.HERALD_SECURED, header) ? PayloadLayout.MIN_SECURED_BYTES : 1;
      check(header, PayloadLayout.isOpaque(header.payloadType()), body.length() >= minBytes);
    }

    @Override
    public int dataBytes() {
      return body.length();
    }

    @Override
    public String toString() {
      return redacted(this);
    }
  }
}
