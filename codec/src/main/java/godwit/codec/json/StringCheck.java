package godwit.codec.json;

/// Whether the inside of a JSON string is well-formed, in any number of parts.
///
/// - shape: UTF-8 up to the closing quote; no control characters; escapes of RFC 8259, whose
///   surrogates come in pairs
/// - units: bytes
/// - errors: [#BROKEN]
/// - source: RFC 8259, RFC 3629
final class StringCheck {
  /// More bytes are needed.
  static final int UNFINISHED = -1;

  static final int BROKEN = -2;

  /* What the next byte belongs to. */
  private enum Part {
    CHARACTER,
    CONTINUATION,
    ESCAPE,
    HEX,
    LOW_SURROGATE,
    LOW_SURROGATE_ESCAPE
  }

  private Part part = Part.CHARACTER;
  private int left;
  /* Bounds of the next continuation byte: they keep out overlong forms and surrogates. */
  private int least;
  private int greatest;
  private int unit;
  private boolean lowExpected;

  /// Begins after an opening quote.
  void begin() {
    part = Part.CHARACTER;
    lowExpected = false;
  }

  /// Goes on; gives where the string ends, after its closing quote, or a negative constant.
  int scan(byte[] bytes, int from, int to) {
    for (int at = from; at < to; at++) {
      int next = bytes[at] & 0xFF;
      if (part == Part.CHARACTER && next == '"') return at + 1;
      if (!take(next)) return BROKEN;
    }
    return UNFINISHED;
  }

  private boolean take(int next) {
    return switch (part) {
      case CHARACTER -> character(next);
      case CONTINUATION -> continuation(next);
      case ESCAPE -> escape(next);
      case HEX -> hex(next);
      case LOW_SURROGATE -> {
        part = Part.LOW_SURROGATE_ESCAPE;
        yield next == '\\';
      }
      case LOW_SURROGATE_ESCAPE -> {
        lowExpected = true;
        startHex();
        yield next == 'u';
      }
    };
  }

  private boolean character(int next) {
    if (next < 0x80) {
      if (next == '\\') part = Part.ESCAPE;
      return next >= 0x20;
    }
    least = 0x80;
    greatest = 0xBF;
    if (next < 0xC2 || next > 0xF4) return false;
    if (next < 0xE0) {
      left = 1;
    } else if (next < 0xF0) {
      left = 2;
      if (next == 0xE0) least = 0xA0;
      if (next == 0xED) greatest = 0x9F;
    } else {
      left = 3;
      if (next == 0xF0) least = 0x90;
      if (next == 0xF4) greatest = 0x8F;
    }
    part = Part.CONTINUATION;
    return true;
  }

  private boolean continuation(int next) {
    if (next < least || next > greatest) return false;
    least = 0x80;
    greatest = 0xBF;
    if (--left == 0) part = Part.CHARACTER;
    return true;
  }

  private boolean escape(int next) {
    if (next == 'u') {
      startHex();
      return true;
    }
    part = Part.CHARACTER;
    return "\"\\/bfnrt".indexOf(next) >= 0;
  }

  private boolean hex(int next) {
    int digit = Character.digit(next, 16);
    if (digit < 0) return false;
    unit = unit << 4 | digit;
    if (--left > 0) return true;
    boolean high = unit >= 0xD800 && unit <= 0xDBFF;
    boolean low = unit >= 0xDC00 && unit <= 0xDFFF;
    if (low != lowExpected) return false;
    lowExpected = false;
    part = high ? Part.LOW_SURROGATE : Part.CHARACTER;
    return true;
  }

  private void startHex() {
    part = Part.HEX;
    left = 4;
    unit = 0;
  }
}
