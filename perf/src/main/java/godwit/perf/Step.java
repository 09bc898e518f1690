package godwit.perf;

import java.io.IOException;
import java.util.List;

/// One thing that every pass measures.
interface Step {
  /// What the JSON document calls it.
  String key();

  /// What a reader calls it.
  String title();

  /// Measures it once.
  Sample measure() throws IOException;

  /// What its figures are held against.
  default List<Bar> bars() {
    return List.of();
  }

  /// Whether passes that do not count have it too: what it measures is slower the first times.
  default boolean isWarmedUp() {
    return true;
  }

  /// Whether it is measured in one pass only, and not again where something disturbed it: it takes
  /// minutes, and warms up by itself.
  default boolean isOnce() {
    return false;
  }
}
