package godwit.demo;

import godwit.codec.payload.RoutingCode;

/// A country with an app of its own, whose phones speak that app's protocol and Herald Simple.
public enum Country {
  /// ROBERT: 16 bytes that only the server can resolve.
  FRANCE("France", 250, 0x88),
  /// Opaque identifiers of several lengths.
  NORWAY("Norway", 578, 0x08);

  private final String text;
  private final int number;
  private final int payloadType;

  Country(String text, int number, int payloadType) {
    this.text = text;
    this.number = number;
    this.payloadType = payloadType;
  }

  public String text() {
    return text;
  }

  /// Its national authority.
  public RoutingCode code() {
    return RoutingCode.nation(number, 0);
  }

  /// The type of the payloads that its own app sends out.
  int payloadType() {
    return payloadType;
  }

  public Country other() {
    return this == FRANCE ? NORWAY : FRANCE;
  }
}
