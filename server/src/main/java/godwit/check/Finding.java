package godwit.check;

import java.util.Locale;

/// Something that a check found: what is wrong, and what to do about it.
///
/// @param about the key of the configuration, or the file, that it concerns
/// @param problem a sentence that says what is wrong, or what is so
/// @param remedy a sentence that says what to do
public record Finding(Severity severity, String about, String problem, String remedy) {
  public enum Severity {
    /// The node cannot work like this.
    ERROR,
    /// The node works for now.
    WARNING,
    /// Nothing is wrong; it may be of interest.
    NOTE;

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public static Finding error(String about, String problem, String remedy) {
    return new Finding(Severity.ERROR, about, problem, remedy);
  }

  public static Finding warning(String about, String problem, String remedy) {
    return new Finding(Severity.WARNING, about, problem, remedy);
  }

  public static Finding note(String about, String problem, String remedy) {
    return new Finding(Severity.NOTE, about, problem, remedy);
  }

  public boolean isError() {
    return severity == Severity.ERROR;
  }

  /// Whether anything is to be done about it.
  public boolean isWrong() {
    return severity != Severity.NOTE;
  }

  @Override
  public String toString() {
    return severity.word() + ": " + about + ": " + problem + " " + remedy;
  }
}
