package godwit.store.list;

import godwit.codec.payload.PayloadFamily;
import godwit.codec.payload.RoutingCode;

/// A part of the list with pages and cursors of its own: one authority's payloads of one family.
///
/// @param code that this node answers for
/// @param family the first payload type of the family, or [#VENUES]
public record Partition(RoutingCode code, int family) {
  /// Instead of a family: exposures of venues with their periods, of all codes.
  public static final int VENUES = -1;

  private static final int LAST_TYPE = 0xFF;

  public Partition {
    boolean first = family == VENUES
        || (family >= 0 && family <= LAST_TYPE && PayloadFamily.of(family).firstType() == family);
    if (!first) throw new IllegalArgumentException("family=" + family);
  }

  /// That of a payload.
  ///
  /// @param served the code that answers for the payload's own
  public static Partition of(RoutingCode served, int payloadType) {
    return new Partition(served, PayloadFamily.of(payloadType).firstType());
  }

  /// The list of venues.
  public static Partition venues(RoutingCode self) {
    return new Partition(self, VENUES);
  }
}
