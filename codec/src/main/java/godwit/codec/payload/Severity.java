package godwit.codec.payload;

import java.util.Locale;

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
