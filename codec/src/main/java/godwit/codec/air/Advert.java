package godwit.codec.air;

import godwit.codec.air.AdStructures.Manufacturer;
import godwit.codec.payload.Bytes;
import java.util.Optional;
import java.util.UUID;

/// What one advert says of contact tracing: one record for each way of saying it.
///
/// - shape: see [AdStructures] and [TracingSystem]
/// - units: dBm
/// - errors: what [AdvertDecoder] reports
/// - source: as for [TracingSystem] and [ConnectableSystem]
///
/// A service tells the system; a manufacturer alone never does, since the numbers in use are not
/// these systems' own.
public sealed interface Advert {
  /// Exposure Notification's identifier and its encrypted metadata.
  record Gaen(UUID service, Bytes rollingId, Bytes metadata) implements Advert {}

  /// ROBERT's HELLO, and what applications append to it.
  record Robert(UUID service, Bytes hello, int version, int txPower) implements Advert {}

  /// DP-3T's identifier.
  record Dp3t(UUID service, Bytes ephemeralId) implements Advert {}

  /// A system that tells its payload only to who connects.
  record Connectable(ConnectableSystem system, UUID service, Optional<Manufacturer> manufacturer)
      implements Advert {
    /// How long Herald's stand-in for a device address is.
    private static final int PSEUDO_ADDRESS_BYTES = 6;

    /// Herald's stand-in for a device address, by which two adverts of one phone are known as such.
    public Optional<Bytes> pseudoAddress() {
      return system == ConnectableSystem.HERALD
          ? manufacturer
              .map(Manufacturer::body)
              .filter(body -> body.length() == PSEUDO_ADDRESS_BYTES)
          : Optional.empty();
    }
  }

  /// What an iPhone sends for applications in the background: a hash of 7 bits for each of their
  /// services, so that contact tracing is possible and nothing more.
  record Background(Manufacturer manufacturer) implements Advert {}

  /// Nothing that is known to be contact tracing.
  ///
  /// @param service the first that the advert names
  record Unrelated(Optional<UUID> service, Optional<Manufacturer> manufacturer) implements Advert {}
}
