package godwit.codec.json;

/// A risk score as a decimal number.
///
/// - shape: a JSON number without a minus sign
/// - units: minutes, read as hundredths, half up, from the digits themselves; what is above 655.35
///   is 65,535
/// - errors: -1
/// - source: docs/protocol.md, "JSON"
final class ScoreText {
  static final int MAX_HUNDREDTHS = 0xFFFF;

  /* Digits beyond the ninth cannot matter: a number that has them to the left of its third
   * decimal place is far above the greatest score. */
  private static final int MAX_SIGNIFICANT = 100_000_000;
  private static final int MAX_EXPONENT = 100_000;
  private static final long[] POWERS = powers(12);

  private ScoreText() {}

  static int hundredths(byte[] bytes, int from, int to) {
    int at = from;
    long value = 0;
    int exponent = 0;
    int digits = at;
    while (at < to && isDigit(bytes[at])) {
      if (value < MAX_SIGNIFICANT) value = 10 * value + bytes[at] - '0';
      else exponent++;
      at++;
    }
    if (at == digits || (bytes[digits] == '0' && at - digits > 1)) return -1;
    if (at < to && bytes[at] == '.') {
      digits = ++at;
      while (at < to && isDigit(bytes[at])) {
        if (value < MAX_SIGNIFICANT) {
          value = 10 * value + bytes[at] - '0';
          exponent--;
        }
        at++;
      }
      if (at == digits) return -1;
    }
    if (at < to && (bytes[at] | 0x20) == 'e') {
      at++;
      boolean minus = at < to && bytes[at] == '-';
      if (minus || (at < to && bytes[at] == '+')) at++;
      digits = at;
      int power = 0;
      while (at < to && isDigit(bytes[at])) {
        power = Math.min(MAX_EXPONENT, 10 * power + bytes[at] - '0');
        at++;
      }
      if (at == digits) return -1;
      exponent += minus ? -power : power;
    }
    return at == to ? scaled(value, exponent + 2) : -1;
  }

  /* `value` times a power of ten, half up. */
  private static int scaled(long value, int power) {
    if (value == 0) return 0;
    if (power >= 0) {
      if (power > 5) return MAX_HUNDREDTHS;
      return (int) Math.min(MAX_HUNDREDTHS, value * POWERS[power]);
    }
    if (-power >= POWERS.length) return 0;
    long divisor = POWERS[-power];
    return (int) Math.min(MAX_HUNDREDTHS, (value + divisor / 2) / divisor);
  }

  private static boolean isDigit(byte value) {
    return value >= '0' && value <= '9';
  }

  private static long[] powers(int count) {
    long[] powers = new long[count];
    powers[0] = 1;
    for (int index = 1; index < count; index++) powers[index] = 10 * powers[index - 1];
    return powers;
  }
}
