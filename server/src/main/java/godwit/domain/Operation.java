package godwit.domain;

import java.util.Locale;

/// Something that one authority may do at another's node, as resolvers tell it.
///
/// - shape: a word in JSON; in octets a bit, from the lowest in the order here
/// - units: none
/// - errors: none
/// - source: docs/protocol.md, "Resolvers"
public enum Operation {
  /// Post batches of exposures.
  PUSH,
  /// Fetch the batches that wait.
  PULL,
  /// Have batches passed on to others.
  RELAY,
  /// Post exposures to the path of a venue.
  VENUE,
  /// Have a user of that authority certified.
  CERTIFICATION;

  private final String word = name().toLowerCase(Locale.ROOT);

  /// The word in JSON.
  public String word() {
    return word;
  }

  /// The bit in octets.
  public int bit() {
    return 1 << ordinal();
  }
}
