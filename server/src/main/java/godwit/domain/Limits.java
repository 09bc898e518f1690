package godwit.domain;

/// Every bound of a node. Units are in the names; reasons stand in docs/limits.md.
///
/// @param bodyBytes decoded bytes of one request
/// @param expansionRatio decoded bytes to received bytes of one request
/// @param ratioTestedFromBytes decoded bytes before the ratio is looked at
/// @param windowPastDays how old a contact may be
/// @param windowAheadDays how far ahead of this day in UTC a contact may be
/// @param streamBytes memory for all bodies in flight
/// @param maxHops relays a batch may have gone through
/// @param rejectedEntries entries of a receipt
/// @param contactDestinations authorities that one contact batch may concern
/// @param memoryWaitMillis how long a body waits for memory before it is refused
public record Limits(
    long bodyBytes,
    int expansionRatio,
    long ratioTestedFromBytes,
    int windowPastDays,
    int windowAheadDays,
    long streamBytes,
    int maxHops,
    int rejectedEntries,
    int contactDestinations,
    int memoryWaitMillis) {

  public static final Limits DEFAULT =
      new Limits(4L << 30, 200, 16L << 20, 21, 1, 96L << 20, 4, 1_000, 200, 10_000);

  public Limits {
    if (bodyBytes < 1 || expansionRatio < 1 || streamBytes < 1) {
      throw new IllegalArgumentException("bodyBytes, expansionRatio and streamBytes are positive");
    }
  }
}
