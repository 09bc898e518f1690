package godwit.codec.batch;

/// What a batch carries, as its first four bytes say.
public enum Magic {
  /// Exposures, between authorities.
  EXPOSURES("HIX1"),
  /// Contact events, from a device to its authority.
  CONTACTS("HIC1"),
  /// An authority's list for its own phones.
  LIST("HIL1");

  private final String text;
  private final int code;

  Magic(String text) {
    this.text = text;
    this.code = text.charAt(0) << 24 | text.charAt(1) << 16 | text.charAt(2) << 8 | text.charAt(3);
  }

  public String text() {
    return text;
  }

  int code() {
    return code;
  }

  /// Whether blocks of this kind may stand in such a batch; the end block always may.
  boolean allows(int kind) {
    return switch (this) {
      case EXPOSURES ->
        kind == BatchLayout.KIND_EXPOSURES
            || kind == BatchLayout.KIND_VENUE
            || kind == BatchLayout.KIND_SEALED;
      case CONTACTS -> kind == BatchLayout.KIND_CONTACTS || kind == BatchLayout.KIND_SEALED;
      case LIST -> kind == BatchLayout.KIND_EXPOSURES || kind == BatchLayout.KIND_VENUE;
    };
  }
}
