package godwit.bridge.detection;

import java.util.HashSet;
import java.util.Set;

/// How many different identifiers were heard, counted up to a bound.
public final class DistinctIdentifiers {
  private final int max;
  private final Set<Identifier> seen = new HashSet<>();
  private boolean exact = true;

  /// @param max identifiers remembered; about 80 bytes each
  public DistinctIdentifiers(int max) {
    this.max = max;
  }

  public void add(Identifier identifier) {
    if (seen.size() < max) seen.add(identifier);
    else if (!seen.contains(identifier)) exact = false;
  }

  public int count() {
    return seen.size();
  }

  /// Whether [#count()] is all of them, not just the bound.
  public boolean isExact() {
    return exact;
  }
}
