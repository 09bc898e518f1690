package godwit.codec.payload;

import java.util.List;
import java.util.Optional;

/// What came of reading Extended Data: its sections unless their framing is broken, and what is
/// odd.
public record ExtendedReading(Optional<ExtendedData> extended, List<Diagnostic> diagnostics) {
  public ExtendedReading {
    diagnostics = List.copyOf(diagnostics);
  }
}
