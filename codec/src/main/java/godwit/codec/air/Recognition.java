package godwit.codec.air;

import godwit.codec.payload.Bytes;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/// What one advert stands for, by a recognition table.
public sealed interface Recognition {
  /// The identifier itself.
  ///
  /// @param payloadType for the exposure header; empty where the body begins with its own
  /// @param body what is passed on
  record Carried(AirSystem system, UUID service, OptionalInt payloadType, Bytes body)
      implements Recognition {}

  /// A phone that tells its identifier only to who connects.
  ///
  /// @param pseudoAddress Herald's stand-in for a device address
  record Connectable(AirSystem system, UUID service, Optional<Bytes> pseudoAddress)
      implements Recognition {}

  /// An iPhone whose applications advertise in the background. Which they are is hashed to 7 bits:
  /// it may be contact tracing, and may be anything.
  record Possible() implements Recognition {}

  /// Nothing of the table.
  record Unknown() implements Recognition {}
}
