package godwit.conformance;

/// A server did something else than it should.
final class Mismatch extends RuntimeException {
  private final String expected;
  private final String got;

  Mismatch(String expected, String got) {
    super("expected " + expected + ", got " + got, null, false, false);
    this.expected = expected;
    this.got = got;
  }

  /// @throws Mismatch unless both are the same
  static void unlessEqual(String what, Object expected, Object got) {
    if (!expected.equals(got)) throw new Mismatch(what + " " + expected, String.valueOf(got));
  }

  /// @throws Mismatch unless `right`
  static void unless(boolean right, String expected, Object got) {
    if (!right) throw new Mismatch(expected, String.valueOf(got));
  }

  String expected() {
    return expected;
  }

  String got() {
    return got;
  }
}
