package godwit.codec.air;

import godwit.codec.payload.Diagnostic;
import java.util.List;
import java.util.Optional;

/// What came of reading an advert: what it says unless it is cut, and what is odd.
public record AdvertReading(Optional<Advert> advert, List<Diagnostic> diagnostics) {
  public AdvertReading {
    diagnostics = List.copyOf(diagnostics);
  }
}
