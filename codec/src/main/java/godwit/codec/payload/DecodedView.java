package godwit.codec.payload;

import godwit.codec.payload.Diagnostic.Severity;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What was made of some bytes, and what is odd about them, ready to be printed as JSON.
///
/// - shape: `{"valid", "error", "severity", "decoded", "diagnostics"}`; error and severity are the
///   weightiest fault's, and null where there is none, as is what could not be decoded
/// - units: whatever `decoded` holds
/// - errors: none
/// - source: our own
public final class DecodedView {
  private DecodedView() {}

  public static Map<String, @Nullable Object> of(
      List<Diagnostic> diagnostics, Optional<Map<String, Object>> decoded) {
    Map<String, @Nullable Object> view = new LinkedHashMap<>();
    Optional<Diagnostic> worst = worst(diagnostics);
    view.put("valid", worst.isEmpty());
    view.put("error", worst.map(fault -> fault.code().name()).orElse(null));
    view.put("severity", worst.map(fault -> fault.severity().label()).orElse(null));
    view.put("decoded", decoded.orElse(null));
    view.put("diagnostics", diagnostics.stream().map(DecodedView::diagnostic).toList());
    return view;
  }

  /// The first of the weightiest diagnostics; notes are no faults.
  private static Optional<Diagnostic> worst(List<Diagnostic> diagnostics) {
    for (Severity severity : List.of(Severity.STRUCTURAL, Severity.SEMANTIC)) {
      for (Diagnostic diagnostic : diagnostics) {
        if (diagnostic.severity() == severity) return Optional.of(diagnostic);
      }
    }
    return Optional.empty();
  }

  private static Map<String, Object> diagnostic(Diagnostic diagnostic) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("code", diagnostic.code().name());
    view.put("severity", diagnostic.severity().label());
    if (!diagnostic.detail().isEmpty()) view.put("detail", diagnostic.detail());
    return view;
  }
}
