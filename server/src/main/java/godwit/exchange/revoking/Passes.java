package godwit.exchange.revoking;

import godwit.domain.revocation.RecordSet;

/// So many passes that in each a part of all exposures fits a [RecordSet]: which part, the lowest
/// bits of its number say.
record Passes(int count) {
  /* A part is filled half: numbers are spread, not dealt out. */
  private static final int EACH = RecordSet.MOST / 2;

  static Passes over(long records) {
    int count = 1;
    while ((long) count * EACH < records) count *= 2;
    return new Passes(count);
  }

  boolean isIn(int pass, long hash) {
    return (hash & (count - 1)) == pass;
  }
}
