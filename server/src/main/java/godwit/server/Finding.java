package godwit.server;

import java.util.Locale;

/// Something that a check found: what is wrong, and what to do about it.
///
/// @param about the key of the configuration, or the file, that it concerns
/// @param problem a sentence that says what is wrong
/// @param remedy a sentence that says what to do
record Finding(Severity severity, String about, String problem, String remedy) {
  enum Severity {
    /// The node cannot work like this.
    ERROR,
    /// The node works for now.
    WARNING;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static Finding error(String about, String problem, String remedy) {
    return new Finding(Severity.ERROR, about, problem, remedy);
  }

  static Finding warning(String about, String problem, String remedy) {
    return new Finding(Severity.WARNING, about, problem, remedy);
  }

  boolean isError() {
    return severity == Severity.ERROR;
  }

  @Override
  public String toString() {
    return severity.word() + ": " + about + ": " + problem + " " + remedy;
  }
}
