package godwit.conformance;

/// How one case went.
///
/// @param expected empty unless it failed, as is `got`
/// @param why empty unless it was skipped
public record Result(
    String name, String section, Outcome outcome, String expected, String got, String why) {
  /// What can become of a case.
  public enum Outcome {
    PASS,
    FAIL,
    SKIP
  }

  static Result passed(Case tried) {
    return new Result(tried.name(), tried.section(), Outcome.PASS, "", "", "");
  }

  static Result failed(Case tried, Mismatch mismatch) {
    return new Result(
        tried.name(),
        tried.section(),
        Outcome.FAIL,
        mismatch.expected(),
        brief(mismatch.got()),
        "");
  }

  static Result skipped(Case tried, String why) {
    return new Result(tried.name(), tried.section(), Outcome.SKIP, "", "", why);
  }

  private static final int MAX_CHARACTERS = 300;

  /* What a server says may be of any length and hold anything: a report stays one line a case. */
  private static String brief(String text) {
    String printable = text.replaceAll("\\p{Cntrl}+", " ");
    return printable.length() <= MAX_CHARACTERS
        ? printable
        : printable.substring(0, MAX_CHARACTERS) + "…";
  }
}
