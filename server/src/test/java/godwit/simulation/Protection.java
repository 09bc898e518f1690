package godwit.simulation;

import java.util.Locale;

/// What keeps an exposure from being lost or doubled, each of which a simulation can do without.
public enum Protection {
  /// A batch's key is remembered.
  DEDUPLICATION,
  /// Positions follow the order of commits.
  COMMIT_ORDER,
  /// A retry has the bytes of the first try.
  FIXED_BYTES,
  /// What is acknowledged is committed.
  COMMIT_BEFORE_ANSWER,
  /// A receipt is compared with what was sent.
  RECEIPT_CHECK;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
