package godwit.bridge.detection;

import java.util.UUID;

/// A contact-tracing system whose whole identifier is in its adverts.
///
/// - source: Exposure Notification Bluetooth Specification v1.2; ROBERT specification v1.1; payload
///   types from Herald, International Interoperability Specification (draft), Annex D
public enum TracingSystem {
  /// Rolling proximity identifier, then the encrypted metadata, which only the sender's key opens.
  GAEN("gaen", 0xFD6F, 20, 20, 20, 0x80),
  /// HELLO message; what applications append to it (version, transmit power) is not passed on.
  ROBERT("robert", 0xFD64, 18, 20, 16, 0x88);

  private final String word;
  private final UUID service;
  private final int minBytes;
  private final int maxBytes;
  private final int bodyBytes;
  private final int payloadType;

  TracingSystem(
      String word, int service, int minBytes, int maxBytes, int bodyBytes, int payloadType) {
    this.word = word;
    this.service = AdStructures.expand(service);
    this.minBytes = minBytes;
    this.maxBytes = maxBytes;
    this.bodyBytes = bodyBytes;
    this.payloadType = payloadType;
  }

  /// The name in output, such as `gaen`.
  public String word() {
    return word;
  }

  /// The service under which adverts carry the identifier.
  public UUID service() {
    return service;
  }

  /// Whether service data of this size can be this system's.
  public boolean takes(int serviceDataBytes) {
    return serviceDataBytes >= minBytes && serviceDataBytes <= maxBytes;
  }

  /// Bytes of the service data that go into the payload.
  public int bodyBytes() {
    return bodyBytes;
  }

  /// The type in the exposure header.
  public int payloadType() {
    return payloadType;
  }
}
