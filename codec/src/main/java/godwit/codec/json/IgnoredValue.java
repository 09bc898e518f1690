package godwit.codec.json;

/// A value that means nothing here: its syntax is checked, and nothing of it is kept.
///
/// - shape: any JSON value, nested at most [#MAX_DEPTH] levels deep
/// - units: bytes; it may come in any number of parts
/// - errors: [StringCheck#BROKEN]
/// - source: RFC 8259
final class IgnoredValue {
  static final int MAX_DEPTH = 64;

  /* What may come next. */
  private enum Part {
    VALUE,
    VALUE_OR_END,
    NAME,
    NAME_OR_END,
    IN_NAME,
    COLON,
    IN_STRING,
    IN_LITERAL,
    IN_NUMBER,
    AFTER_VALUE
  }

  /* How far a number has come. It may end where no more digit is needed. */
  private enum Digits {
    MINUS,
    ZERO,
    WHOLE,
    POINT,
    FRACTION,
    EXPONENT,
    EXPONENT_SIGN,
    POWER
  }

  private final StringCheck string = new StringCheck();
  private Part part = Part.VALUE;
  private Digits digits = Digits.MINUS;
  private String literal = "";
  private int literalIndex;
  private int depth;
  /* A bit for each open level, the innermost last: 1 is an object. */
  private long objects;
  private boolean done;

  void begin() {
    part = Part.VALUE;
    depth = 0;
    objects = 0;
    done = false;
  }

  /// Whether the value is complete.
  boolean isDone() {
    return done;
  }

  /// Goes on; gives how far it came: `to` unless the value is complete, or a negative constant.
  int scan(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && !done) {
      if (part == Part.IN_STRING || part == Part.IN_NAME) {
        int end = string.scan(bytes, at, to);
        if (end == StringCheck.BROKEN) return end;
        if (end == StringCheck.UNFINISHED) return to;
        at = end;
        if (part == Part.IN_NAME) part = Part.COLON;
        else complete();
        continue;
      }
      byte next = bytes[at];
      if (part == Part.IN_NUMBER) {
        if (continues(next)) {
          at++;
          continue;
        }
        if (!mayEnd()) return StringCheck.BROKEN;
        complete(); // the byte after a number is not part of it
        continue;
      }
      at++;
      if (part != Part.IN_LITERAL && isSpace(next)) continue;
      if (!take(next)) return StringCheck.BROKEN;
    }
    return at;
  }

  static boolean isSpace(byte next) {
    return next == ' ' || next == '\n' || next == '\r' || next == '\t';
  }

  private boolean take(byte next) {
    return switch (part) {
      case VALUE -> value(next);
      case VALUE_OR_END -> next == ']' ? leave() : value(next);
      case NAME -> name(next);
      case NAME_OR_END -> next == '}' ? leave() : name(next);
      case COLON -> {
        part = Part.VALUE;
        yield next == ':';
      }
      case AFTER_VALUE -> {
        boolean object = (objects & 1) != 0;
        if (next == ',') {
          part = object ? Part.NAME : Part.VALUE;
          yield true;
        }
        yield next == (object ? '}' : ']') && leave();
      }
      case IN_LITERAL -> {
        boolean same = next == literal.charAt(literalIndex++);
        if (literalIndex == literal.length()) complete();
        yield same;
      }
      case IN_NAME, IN_STRING, IN_NUMBER -> throw new IllegalStateException("part=" + part);
    };
  }

  private boolean value(byte next) {
    switch (next) {
      case '{' -> {
        return enter(1, Part.NAME_OR_END);
      }
      case '[' -> {
        return enter(0, Part.VALUE_OR_END);
      }
      case '"' -> {
        part = Part.IN_STRING;
        string.begin();
      }
      case 't' -> startLiteral("true");
      case 'f' -> startLiteral("false");
      case 'n' -> startLiteral("null");
      default -> {
        if (next != '-' && (next < '0' || next > '9')) return false;
        part = Part.IN_NUMBER;
        digits = next == '-' ? Digits.MINUS : next == '0' ? Digits.ZERO : Digits.WHOLE;
      }
    }
    return true;
  }

  private void startLiteral(String text) {
    part = Part.IN_LITERAL;
    literal = text;
    literalIndex = 1;
  }

  private boolean name(byte next) {
    part = Part.IN_NAME;
    string.begin();
    return next == '"';
  }

  private boolean enter(int object, Part next) {
    if (depth == MAX_DEPTH) return false;
    depth++;
    objects = objects << 1 | object;
    part = next;
    return true;
  }

  private boolean leave() {
    depth--;
    objects >>>= 1;
    complete();
    return true;
  }

  private void complete() {
    part = Part.AFTER_VALUE;
    done = depth == 0;
  }

  private boolean mayEnd() {
    return switch (digits) {
      case ZERO, WHOLE, FRACTION, POWER -> true;
      case MINUS, POINT, EXPONENT, EXPONENT_SIGN -> false;
    };
  }

  /* Whether the number goes on with this byte. */
  private boolean continues(byte next) {
    boolean digit = next >= '0' && next <= '9';
    boolean exponent = (next | 0x20) == 'e';
    Digits before = digits;
    switch (digits) {
      case MINUS -> {
        if (digit) digits = next == '0' ? Digits.ZERO : Digits.WHOLE;
      }
      case ZERO, WHOLE -> {
        if (next == '.') digits = Digits.POINT;
        else if (exponent) digits = Digits.EXPONENT;
        else return digit && digits == Digits.WHOLE;
      }
      case POINT, FRACTION -> {
        if (digit) digits = Digits.FRACTION;
        else if (exponent && digits == Digits.FRACTION) digits = Digits.EXPONENT;
        else return false;
        return true;
      }
      case EXPONENT -> {
        if (next == '+' || next == '-') digits = Digits.EXPONENT_SIGN;
        else if (digit) digits = Digits.POWER;
      }
      case EXPONENT_SIGN, POWER -> {
        if (digit) digits = Digits.POWER;
        return digit;
      }
    }
    return digits != before;
  }
}
