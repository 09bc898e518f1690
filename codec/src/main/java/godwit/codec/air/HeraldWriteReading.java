package godwit.codec.air;

import godwit.codec.payload.Diagnostic;
import java.util.List;
import java.util.Optional;

/// What came of reading a Herald write: the write unless it is broken, and what is odd.
public record HeraldWriteReading(Optional<HeraldWrite> write, List<Diagnostic> diagnostics) {
  public HeraldWriteReading {
    diagnostics = List.copyOf(diagnostics);
  }
}
