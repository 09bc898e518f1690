package godwit.domain;

import java.util.Locale;

/// Why a block of a batch, or a record of a contact batch, is not accepted.
///
/// - source: docs/protocol.md, "Judgement"
public enum RejectReason {
  DATE_OUT_OF_WINDOW,
  NOT_ROUTABLE,
  WRONG_VENUE,
  CANNOT_OPEN,
  BAD_PAYLOAD,
  BAD_TIMES,
  NOT_VALID,
  TOO_MANY_AUTHORITIES;

  private final String word = name().toLowerCase(Locale.ROOT).replace('_', '-');

  /// The word of receipts, such as `not-routable`.
  public String word() {
    return word;
  }
}
