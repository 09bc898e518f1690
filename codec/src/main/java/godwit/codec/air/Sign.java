package godwit.codec.air;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/// One row of a recognition table: a service, and what an advert that shows it stands for.
///
/// @param carried the identifier within the advert; empty where who wants it has to connect
public record Sign(AirSystem system, UUID service, Optional<Carried> carried) {
  /// How an advert carries the identifier, as data of the service.
  ///
  /// @param minBytes of the data
  /// @param maxBytes of the data
  /// @param bodyBytes of it that are passed on, at most
  /// @param payloadType for the exposure header; empty where the data begins with its own
  public record Carried(int minBytes, int maxBytes, int bodyBytes, OptionalInt payloadType) {
    public Carried {
      if (minBytes < 1 || maxBytes < minBytes || bodyBytes < 1) {
        throw new IllegalArgumentException(minBytes + " to " + maxBytes + ", " + bodyBytes);
      }
    }

    boolean takes(int bytes) {
      return bytes >= minBytes && bytes <= maxBytes;
    }
  }

  static Sign connectable(AirSystem system, UUID service) {
    return new Sign(system, service, Optional.empty());
  }
}
