package godwit.codec.keys;

import godwit.codec.payload.Bytes;

/// What Exposure Notification tells beside a rolling id, in clear.
///
/// - shape: `u8 version | i8 transmit power | 2 bytes 0`; version: bits 7-6 major, 5-4 minor, 3-2
///   calibration confidence (since 1.1), 1-0 reserved
/// - units: dBm
/// - errors: [IllegalArgumentException] for another length
/// - source: Exposure Notification, Bluetooth Specification 1.2
///
/// Nothing guards these bytes: what was altered on the way opens as something else, unnoticed.
///
/// @param bytes the 4 bytes as they were sent
public record GaenMetadata(Bytes bytes) {
  /// Bytes of metadata, in clear or encrypted.
  public static final int BYTES = 4;

  private static final int FIRST_MAJOR = 1;

  public GaenMetadata {
    if (bytes.length() != BYTES) throw new IllegalArgumentException("bytes=" + bytes.length());
  }

  public int majorVersion() {
    return at(0) >> 6 & 3;
  }

  public int minorVersion() {
    return at(0) >> 4 & 3;
  }

  /// From 0, lowest, to 3, highest; 0 before version 1.1.
  public int calibrationConfidence() {
    return at(0) >> 2 & 3;
  }

  /// Transmit power in dBm.
  public int transmitPower() {
    return at(1);
  }

  /// Whether it is of the one known major version with reserved bits 0. If not, the transmit power
  /// means nothing.
  public boolean isKnown() {
    return majorVersion() == FIRST_MAJOR && (at(0) & 3) == 0 && at(2) == 0 && at(3) == 0;
  }

  private byte at(int index) {
    return bytes.toArray()[index];
  }
}
