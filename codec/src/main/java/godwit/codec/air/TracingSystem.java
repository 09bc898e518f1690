package godwit.codec.air;

import java.util.Optional;
import java.util.UUID;

/// A contact-tracing system whose whole identifier is in its adverts.
///
/// - source: Exposure Notification Bluetooth Specification v1.2; ROBERT specification v1.1; DP-3T's
///   Android SDK before Exposure Notification; payload types from Herald, International
/// Interoperability Specification (draft), Annex D
public enum TracingSystem {
  /// Rolling proximity identifier, then the encrypted metadata, which only the sender's key opens.
  GAEN(AirSystem.GAEN, 0xFD6F, 20, 20, 20, 0x80),
  /// HELLO message; what applications append to it (version, transmit power) is not passed on.
  ROBERT(AirSystem.ROBERT, 0xFD64, 18, 20, 16, 0x88),
  /// Ephemeral id; replaced by Exposure Notification in May 2020.
  DP3T(AirSystem.DP3T, 0xFD68, 16, 16, 16, 0x98),
  /// The same under the service that its first builds shared with Exposure Notification.
  DP3T_SHARED(AirSystem.DP3T, 0xFD6F, 16, 16, 16, 0x98);

  private final AirSystem system;
  private final UUID service;
  private final int minBytes;
  private final int maxBytes;
  private final int bodyBytes;
  private final int payloadType;

  TracingSystem(
      AirSystem system, int service, int minBytes, int maxBytes, int bodyBytes, int payloadType) {
    this.system = system;
    this.service = AdStructures.expand(service);
    this.minBytes = minBytes;
    this.maxBytes = maxBytes;
    this.bodyBytes = bodyBytes;
    this.payloadType = payloadType;
  }

  public AirSystem system() {
    return system;
  }

  /// The name in output, such as `gaen`.
  public String word() {
    return system.word();
  }

  /// The service under which adverts carry the identifier.
  public UUID service() {
    return service;
  }

  /// What an advert carries of this system; the first where there are several.
  public Optional<byte[]> serviceData(AdStructures advert) {
    for (byte[] found : advert.serviceData(service)) {
      if (takes(found.length)) return Optional.of(found);
    }
    return Optional.empty();
  }

  /// Whether service data of this size can be this system's.
  public boolean takes(int serviceDataBytes) {
    return serviceDataBytes >= minBytes && serviceDataBytes <= maxBytes;
  }

  /// The least service data that can be this system's.
  int minBytes() {
    return minBytes;
  }

  /// The most.
  int maxBytes() {
    return maxBytes;
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
