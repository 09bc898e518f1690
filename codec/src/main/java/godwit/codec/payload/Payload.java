package godwit.codec.payload;

/// What one device told another, as the receiver heard it: one record for each layout.
///
/// - shape: [ExposureHeader], then 1 or more bytes of data; at most 512 bytes in all
/// - units: numbers are big-endian and unsigned
/// - errors: what [PayloadDecoder] reports; never a half-read payload
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

  /// Herald Simple: an id that changes every few minutes.
  record Simple(ExposureHeader header, Bytes contactId, ExtendedData extended) implements Payload {
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
