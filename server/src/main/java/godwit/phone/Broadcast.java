package godwit.phone;

import java.io.IOException;
import java.time.Instant;

/// What a phone of one family says of itself, and how its owner is told.
public sealed interface Broadcast {
  int payloadType();

  /// The payload data of a time, behind the exposure header.
  byte[] data(Instant time) throws IOException;

  /// One whose payloads phones find in the list themselves.
  non-sealed interface Listed extends Broadcast {}

  /// One whose payloads only the authority can read: it tells the owner's status.
  non-sealed interface Registered extends Broadcast {
    /// The secret that proves the registration.
    String secret();
  }
}
