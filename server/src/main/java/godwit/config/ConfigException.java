package godwit.config;

import java.util.List;

/// A configuration that cannot be used: one sentence for each thing that is wrong with it.
///
/// A sentence starts with file and line, as in `godwit.yaml:12: unknown key …`.
public final class ConfigException extends RuntimeException {
  private final List<String> problems;

  /// @param problems at least one sentence
  public ConfigException(List<String> problems) {
    super(String.join("\n", problems));
    if (problems.isEmpty()) throw new IllegalArgumentException("problems=[]");
    this.problems = List.copyOf(problems);
  }

  public List<String> problems() {
    return problems;
  }
}
