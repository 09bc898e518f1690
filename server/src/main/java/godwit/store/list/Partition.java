package godwit.store.list;

import godwit.codec.payload.PayloadFamily;
import godwit.codec.payload.RoutingCode;

/// A part of the list with pages and cursors of its own: one authority's payloads of one family, or
/// the filters of these.
///
/// @param code that this node answers for
/// @param family the first payload type of the family, or [#VENUES]
public record Partition(RoutingCode code, int family, Kind kind) {
  /// Instead of a family: exposures of venues with their periods, of all codes.
  public static final int VENUES = -1;

  private static final int LAST_TYPE = 0xFF;

  /// What its pages are.
  public enum Kind {
    PAGES(0),
    FILTERS(1);

    private final int code;

    Kind(int code) {
      this.code = code;
    }

    /// As it is stored.
    short code() {
      return (short) code;
    }

    static Kind of(int code) {
      return code == PAGES.code ? PAGES : FILTERS;
    }
  }

  public Partition {
    boolean first = family == VENUES
        || (family >= 0 && family <= LAST_TYPE && PayloadFamily.of(family).firstType() == family);
    if (!first) throw new IllegalArgumentException("family=" + family);
  }

  /// One of pages.
  public Partition(RoutingCode code, int family) {
    this(code, family, Kind.PAGES);
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

  /// The filters of its pages.
  public Partition filters() {
    return new Partition(code, family, Kind.FILTERS);
  }
}
