package godwit.codec.filter;

import godwit.codec.payload.PayloadFamily;

/// How much of a payload's data tells whose it is, for filters: what follows may differ between two
/// who heard the same.
///
/// - shape: the first bytes of the data, without the exposure header
/// - units: bytes
/// - errors: none
/// - source: docs/protocol.md, "Filters"
public final class Identifier {
  /// Of a venue: its code.
  public static final int VENUE_BYTES = 4;

  private static final int ROLLING_BYTES = 16;

  private Identifier() {}

  /// The length of the identifier in data of this length.
  public static int length(PayloadFamily family, int dataLength) {
    return switch (family) {
      case HERALD_SIMPLE, GAEN, ROBERT, DP3T -> Math.min(ROLLING_BYTES, dataLength);
      case HERALD_VENUE -> Math.min(VENUE_BYTES, dataLength);
      case CUSTOM_ROUTING,
          CUSTOM_COUNTRY,
          RESERVED_18,
          HERALD_SECURED,
          RESERVED_28,
          RESERVED_38,
          BLUETRACE,
          PACT,
          RESERVED_A8 -> dataLength;
    };
  }
}
