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
  PUSH(0x01),
  /// Fetch the batches that wait.
  PULL(0x02),
  /// Have batches passed on to others.
  RELAY(0x04),
  /// Post exposures to the path of a venue.
  VENUE(0x08),
  /// Have a user of that authority certified.
  CERTIFICATION(0x10);

  private final String word = name().toLowerCase(Locale.ROOT);
  private final int bit;

  Operation(int bit) {
    this.bit = bit;
  }

  /// The word in JSON.
  public String word() {
    return word;
  }

  /// The bit in octets.
  public int bit() {
    return bit;
  }
}
