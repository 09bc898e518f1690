package godwit.codec.payload;

import java.util.Locale;

/// One thing that is odd about a payload: what, how much it weighs, and where or how.
///
/// The detail may name a section code, a length or a routing code, never bytes of the body; it is
/// empty where the code says it all.
public record Diagnostic(DiagnosticCode code, Severity severity, String detail) {
  public Diagnostic {
    if (code == DiagnosticCode.NONE) throw new IllegalArgumentException("code=" + code);
  }

  public static Diagnostic structural(DiagnosticCode code) {
    return new Diagnostic(code, Severity.STRUCTURAL, "");
  }

  public static Diagnostic structural(DiagnosticCode code, String detail) {
    return new Diagnostic(code, Severity.STRUCTURAL, detail);
  }

  public static Diagnostic semantic(DiagnosticCode code, String detail) {
    return new Diagnostic(code, Severity.SEMANTIC, detail);
  }

  public static Diagnostic note(DiagnosticCode code) {
    return new Diagnostic(code, Severity.NOTE, "");
  }

  /// How much a diagnostic weighs, the heaviest first.
  public enum Severity {
    /// Boundaries or routing cannot be trusted: the payload is rejected.
    STRUCTURAL,
    /// Well framed, but a value is wrong: the payload is carried and the diagnostic reported.
    SEMANTIC,
    /// Nothing is wrong with the bytes, yet their owner will want to know.
    NOTE;

    /// The word callers see, such as `structural`.
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
