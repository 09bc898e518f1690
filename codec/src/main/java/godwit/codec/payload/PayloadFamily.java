package godwit.codec.payload;

import java.util.Arrays;

/// Which mechanism a payload belongs to: one constant for each row of the code table.
///
/// A family owns a range of payload types; the place in the range is the family's version. Later
/// versions keep the layout of the first unless the family says otherwise (BlueTrace does).
///
/// - source: Herald, International Interoperability Specification (draft), Annex D
public enum PayloadFamily {
  CUSTOM_ROUTING("custom-routing", 0x00, 0x07),
  CUSTOM_COUNTRY("custom-country", 0x08, 0x0F),
  HERALD_SIMPLE("herald-simple", 0x10, 0x17),
  RESERVED_18("reserved", 0x18, 0x1F),
  HERALD_SECURED("herald-secured", 0x20, 0x27),
  RESERVED_28("reserved", 0x28, 0x2F),
  HERALD_VENUE("herald-venue", 0x30, 0x37),
  RESERVED_38("reserved", 0x38, 0x7F),
  GAEN("gaen", 0x80, 0x87),
  ROBERT("robert", 0x88, 0x8F),
  BLUETRACE("bluetrace", 0x90, 0x97),
  DP3T("dp3t", 0x98, 0x9F),
  PACT("pact", 0xA0, 0xA7),
  RESERVED_A8("reserved", 0xA8, 0xFF);

  private static final PayloadFamily[] BY_TYPE = byType();

  private final String label;
  private final int firstType;
  private final int lastType;

  PayloadFamily(String label, int firstType, int lastType) {
    this.label = label;
    this.firstType = firstType;
    this.lastType = lastType;
  }

  /// The family of a payload type.
  ///
  /// @param payloadType 0 to 255
  public static PayloadFamily of(int payloadType) {
    return BY_TYPE[payloadType];
  }

  /// The family's name as callers see it, such as `herald-simple`; all reserved ranges share one.
  public String label() {
    return label;
  }

  public int firstType() {
    return firstType;
  }

  public int lastType() {
    return lastType;
  }

  /// Whether nothing is assigned to this range yet.
  public boolean isReserved() {
    return switch (this) {
      case RESERVED_18, RESERVED_28, RESERVED_38, RESERVED_A8 -> true;
      case CUSTOM_ROUTING,
          CUSTOM_COUNTRY,
          HERALD_SIMPLE,
          HERALD_SECURED,
          HERALD_VENUE,
          GAEN,
          ROBERT,
          BLUETRACE,
          DP3T,
          PACT -> false;
    };
  }

  /// Whether an identifier tells whose it is only to the server that made it, so that a phone that
  /// heard it cannot find itself in a list.
  public boolean isServerResolved() {
    return switch (this) {
      case ROBERT, BLUETRACE -> true;
      case CUSTOM_ROUTING,
          CUSTOM_COUNTRY,
          HERALD_SIMPLE,
          RESERVED_18,
          HERALD_SECURED,
          RESERVED_28,
          HERALD_VENUE,
          RESERVED_38,
          GAEN,
          DP3T,
          PACT,
          RESERVED_A8 -> false;
    };
  }

  /// The version within this family that a payload type of it stands for, from 0.
  public int version(int payloadType) {
    if (payloadType < firstType || payloadType > lastType) {
      throw new IllegalArgumentException("payloadType=" + payloadType + " family=" + this);
    }
    return payloadType - firstType;
  }

  private static PayloadFamily[] byType() {
    PayloadFamily[] families = new PayloadFamily[0x100];
    for (PayloadFamily family : values()) {
      Arrays.fill(families, family.firstType, family.lastType + 1, family);
    }
    return families;
  }
}
