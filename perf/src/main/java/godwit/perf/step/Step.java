package godwit.perf.step;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// One thing that every pass measures.
public interface Step {
  /// A hyphen and what follows it.
  Pattern HYPHEN = Pattern.compile("-(.)");

  /// What a reader and the command line call it: words with hyphens between them.
  String name();

  /// What the JSON document calls it: `idleConnections` for `idle-connections`.
  default String key() {
    return HYPHEN.matcher(name()).replaceAll(next -> next.group(1).toUpperCase(Locale.ROOT));
  }

  /// Measures it once.
  PassFigures measure() throws IOException;

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
