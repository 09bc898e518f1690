package godwit.domain.home;

import godwit.codec.payload.Bytes;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What one phone broadcasts for some time: one identifier after the other.
///
/// @param from when the first is in use
/// @param seconds that each is in use
/// @param identifiers of ROBERT encrypted country and ephemeral id, 9 bytes; of BlueTrace the text
///     of a temporary id
/// @param key that the phone adds a MAC with, where its family has one
public record Issue(Instant from, int seconds, List<Bytes> identifiers, Optional<Bytes> key) {
  public Issue {
    identifiers = List.copyOf(identifiers);
  }

  /// When the last is no longer in use.
  public Instant until() {
    return from.plusSeconds((long) seconds * identifiers.size());
  }
}
