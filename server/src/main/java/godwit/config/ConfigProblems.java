package godwit.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// What is found wrong while one configuration file is read, and what its values may refer to.
final class ConfigProblems {
  private final Path file;
  private final Map<String, String> environment;
  private final List<Wrong> found = new ArrayList<>();

  ConfigProblems(Path file, Map<String, String> environment) {
    this.file = file;
    this.environment = environment;
  }

  void note(int line, String sentence) {
    found.add(new Wrong(line, sentence));
  }

  Wrong wrong(int line, String sentence) {
    return new Wrong(line, sentence);
  }

  /// What `part` reads; empty if it is wrong, which is noted, so that others are read as well.
  <T> Optional<T> attempt(Supplier<T> part) {
    try {
      return Optional.of(part.get());
    } catch (Wrong wrong) {
      found.add(wrong);
      return Optional.empty();
    }
  }

  /// Ends the reading if anything was noted.
  void throwIfAny() {
    if (found.isEmpty()) return;
    throw new ConfigException(found.stream()
        .sorted(Comparator.comparingInt(wrong -> wrong.line))
        .map(wrong -> place(wrong.line) + ": " + wrong.getMessage())
        .toList());
  }

  /// How a line of the file is called in sentences.
  String place(int line) {
    return file + ":" + line;
  }

  /// A path of the file, relative to the folder that the file is in.
  Path resolve(String path) {
    return file.toAbsolutePath().resolveSibling(path).normalize();
  }

  Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name));
  }

  /// One thing that keeps a section from being read.
  static final class Wrong extends RuntimeException {
    private final int line;

    private Wrong(int line, String sentence) {
      super(sentence, null, false, false);
      this.line = line;
    }
  }
}
