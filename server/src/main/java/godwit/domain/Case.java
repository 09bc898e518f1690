package godwit.domain;

import godwit.codec.batch.BlockHeader;
import java.time.LocalDate;
import java.util.Optional;

/// What a health authority has confirmed about the person who uploads.
///
/// @param riskType 1 confirmed test, 2 clinical diagnosis, 3 self report, … (docs/protocol.md)
/// @param testDate UTC day
/// @param onset UTC day of the first symptoms, if there were any
/// @param crossBorderConsent whether exposures may go to other authorities
public record Case(
    int riskType, LocalDate testDate, Optional<LocalDate> onset, boolean crossBorderConsent) {

  public Case {
    if (riskType < 0 || riskType > 0xFF) throw new IllegalArgumentException("riskType=" + riskType);
  }

  /// Whether what is uploaded takes back what was said before.
  public boolean revokes() {
    return riskType == BlockHeader.REVOKED;
  }

  /// The day that risk is counted from: onset where known, else the test.
  public LocalDate reference() {
    return onset.orElse(testDate);
  }
}
