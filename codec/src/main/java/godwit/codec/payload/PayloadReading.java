package godwit.codec.payload;

import godwit.codec.payload.Diagnostic.Severity;
import java.util.List;
import java.util.Optional;

/// What came of reading a payload: the payload, or how far it could be understood.
public sealed interface PayloadReading {
  List<Diagnostic> diagnostics();

  /// A payload whose boundaries and routing hold; its diagnostics are semantic or notes.
  record Sound(Payload payload, List<Diagnostic> diagnostics) implements PayloadReading {
    public Sound {
      diagnostics = List.copyOf(diagnostics);
    }
  }

  /// Bytes to reject; their first structural diagnostic says why. The header and size are there to
  /// explain the rejection, not to be acted on.
  ///
  /// @param totalBytes length of the whole input
  /// @param withoutExtended the payload but for its Extended Data, where only that is broken
  record Broken(
      Optional<ExposureHeader> header,
      int totalBytes,
      Optional<Payload> withoutExtended,
      List<Diagnostic> diagnostics)
      implements PayloadReading {
    public Broken {
      diagnostics = List.copyOf(diagnostics);
    }

    /// Why the bytes are rejected.
    public DiagnosticCode fault() {
      for (Diagnostic diagnostic : diagnostics) {
        if (diagnostic.severity() == Severity.STRUCTURAL) return diagnostic.code();
      }
      throw new IllegalStateException("diagnostics=" + diagnostics);
    }
  }
}
