package godwit.bridge.config;

import java.util.List;

/// A configuration that cannot be used: every problem with its file and line.
public final class BridgeConfigException extends Exception {
  private final List<String> problems;

  BridgeConfigException(List<String> problems) {
    super(String.join("\n", problems), null, false, false);
    this.problems = List.copyOf(problems);
  }

  public List<String> problems() {
    return problems;
  }
}
