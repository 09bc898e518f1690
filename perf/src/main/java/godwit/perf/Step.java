package godwit.perf;

import java.io.IOException;

/// One thing that every pass measures.
interface Step {
  /// What the JSON document calls it.
  String key();

  /// What a reader calls it.
  String title();

  /// Measures it once.
  Sample measure() throws IOException;
}
