package godwit.domain;

/// What is decided about one block or record that is framed well.
public sealed interface Verdict {
  /// Accepted, byte for byte.
  record Kept() implements Verdict {}

  /// Left out; the rest of the batch stands.
  record Rejected(RejectReason reason) implements Verdict {}

  Verdict KEPT = new Kept();
}
