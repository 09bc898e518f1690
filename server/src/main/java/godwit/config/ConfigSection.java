package godwit.config;

import godwit.config.ConfigNode.Entry;
import godwit.config.ConfigNode.Kind;
import godwit.config.ConfigNode.Mapping;
import godwit.config.ConfigNode.Scalar;
import godwit.config.ConfigNode.Sequence;
import java.math.BigDecimal;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One mapping of a configuration file, whose keys are taken by name and type.
///
/// Keys that are not among the known ones are noted when the section is opened. A value of the
/// wrong type ends the section with [ConfigProblems.Wrong]; sentences quote what the file says,
/// never what a variable of the environment holds.
final class ConfigSection {
  private static final Pattern DIGITS = Pattern.compile("[0-9]{1,9}");
  private static final Pattern DECIMAL = Pattern.compile("[+-]?[0-9]{1,6}(\\.[0-9]{1,4})?");
  private static final Pattern SIZE = Pattern.compile("([0-9]{1,6}) ?(MiB|GiB)");
  private static final Pattern DURATION = Pattern.compile("([0-9]{1,6})(ms|[dhms])");
  private static final Pattern BYTES = Pattern.compile("([0-9]{1,9})(KiB|MiB)?");
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^}]*)}");

  private final ConfigProblems problems;
  private final String path;
  private final int line;
  private final Map<String, Entry> entries;

  /// @param path how this section is called in sentences; empty for the whole file
  ConfigSection(ConfigProblems problems, String path, ConfigNode node, Set<String> known) {
    if (!(node instanceof Mapping mapping)) {
      throw problems.wrong(node.line(), must(path, "be a mapping of keys to values", node));
    }
    this.problems = problems;
    this.path = path;
    this.line = mapping.line();
    this.entries = mapping.entries();
    entries.forEach((key, entry) -> {
      if (!known.contains(key)) {
        problems.note(
            entry.line(),
            "unknown key \"%s\"%s; known there: %s"
                .formatted(
                    key,
                    path.isEmpty() ? "" : " in " + path,
                    String.join(", ", known.stream().sorted().toList())));
      }
    });
  }

  /// The keys of a section whose keys are free.
  Set<String> keys() {
    return entries.keySet();
  }

  boolean has(String key) {
    return entries.containsKey(key);
  }

  int line() {
    return line;
  }

  /// Where a key stands; the section's own line if it is absent.
  int line(String key) {
    Entry entry = entries.get(key);
    return entry == null ? line : entry.line();
  }

  /// File and line of a key, for sentences that are found out later.
  String place(String key) {
    return problems.place(line(key));
  }

  /// The full name of a key.
  String name(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  /// The end of reading this section because of a key's value.
  ConfigProblems.Wrong wrong(String key, String predicate) {
    return problems.wrong(line(key), name(key) + " " + predicate);
  }

  ConfigNode node(String key) {
    Entry entry = entries.get(key);
    if (entry == null) throw problems.wrong(line, "missing key \"" + name(key) + "\"");
    return entry.value();
  }

  ConfigSection section(String key, Set<String> known) {
    return new ConfigSection(problems, name(key), node(key), known);
  }

  /// The items of a list; none where the key is absent.
  List<ConfigNode> items(String key) {
    if (!has(key)) return List.of();
    ConfigNode node = node(key);
    if (node instanceof Sequence sequence) return sequence.items();
    throw problems.wrong(node.line(), must(name(key), "be a list", node));
  }

  List<String> texts(String key) {
    return items(key).stream().map(item -> text(name(key), item)).toList();
  }

  String text(String key) {
    return text(name(key), node(key));
  }

  String text(String key, String otherwise) {
    return has(key) ? text(key) : otherwise;
  }

  /// The text of a scalar whatever YAML takes it for, so that `12345678` can be hex digits.
  String word(String key) {
    ConfigNode node = node(key);
    if (node instanceof Scalar scalar && scalar.kind() != Kind.NOTHING) return expanded(scalar);
    throw problems.wrong(node.line(), must(name(key), "be text", node));
  }

  Path path(String key) {
    try {
      return problems.resolve(text(key));
    } catch (InvalidPathException notOne) {
      throw wrong(key, "is not a path");
    }
  }

  /// The files that a list names; none where the key is absent.
  Optional<Path> optionalPath(String key) {
    return has(key) ? Optional.of(path(key)) : Optional.empty();
  }

  List<Path> paths(String key) {
    try {
      return texts(key).stream().map(problems::resolve).toList();
    } catch (InvalidPathException notOne) {
      throw wrong(key, "has what is not a path");
    }
  }

  Path path(String key, String otherwise) {
    return has(key) ? path(key) : problems.resolve(otherwise);
  }

  int integer(String key, int min, int max) {
    ConfigNode node = node(key);
    if (node instanceof Scalar scalar && scalar.kind() != Kind.NOTHING) {
      String digits = expanded(scalar); // decimal, whatever YAML takes 040, 008 or "40" for
      if (DIGITS.matcher(digits).matches()) {
        int value = Integer.parseInt(digits);
        if (value >= min && value <= max) return value;
      }
      throw wrong(
          key, "must be a whole number from %d to %d, not %s".formatted(min, max, scalar.text()));
    }
    throw problems.wrong(node.line(), must(name(key), "be a number", node));
  }

  int integer(String key, int min, int max, int otherwise) {
    return has(key) ? integer(key, min, max) : otherwise;
  }

  /// A number with at most four decimals.
  double decimal(String key, double min, double max) {
    ConfigNode node = node(key);
    if (node instanceof Scalar scalar && scalar.kind() != Kind.NOTHING) {
      String digits = expanded(scalar);
      if (DECIMAL.matcher(digits).matches()) {
        double value = Double.parseDouble(digits);
        if (value >= min && value <= max) return value;
      }
      throw wrong(
          key,
          "must be a number from %s to %s, such as 2 or 2.75, not %s"
              .formatted(plain(min), plain(max), scalar.text()));
    }
    throw problems.wrong(node.line(), must(name(key), "be a number", node));
  }

  private static String plain(double bound) {
    return BigDecimal.valueOf(bound).stripTrailingZeros().toPlainString();
  }

  boolean flag(String key, boolean otherwise) {
    if (!has(key)) return otherwise;
    ConfigNode node = node(key);
    if (node instanceof Scalar scalar && mayBe(Kind.FLAG, scalar)) {
      String word = expanded(scalar);
      if (word.equals("true") || word.equals("false")) return word.equals("true");
      if (scalar.kind() == Kind.FLAG) {
        throw wrong(key, "must be true or false, not " + scalar.text()); // so YAML 1.1 takes yes
      }
    }
    throw problems.wrong(node.line(), must(name(key), "be true or false", node));
  }

  Duration duration(String key, Duration otherwise) {
    return length(key, otherwise)
        .filter(duration -> !duration.isZero())
        .orElseThrow(
            () -> wrong(key, "must be a length of time such as 21d, 12h, 15m or 30s, and not 0"));
  }

  /// A length of time, which may be none.
  Duration durationOrNone(String key, Duration otherwise) {
    return length(key, otherwise)
        .orElseThrow(
            () -> wrong(key, "must be a length of time such as 12h, 15m or 30s, or 0s for none"));
  }

  private Optional<Duration> length(String key, Duration otherwise) {
    if (!has(key)) return Optional.of(otherwise);
    return node(key) instanceof Scalar scalar ? duration(expanded(scalar)) : Optional.empty();
  }

  long bytes(String key, long min, long max, long otherwise) {
    if (!has(key)) return otherwise;
    Matcher size = SIZE.matcher(node(key) instanceof Scalar scalar ? expanded(scalar) : "");
    if (size.matches()) {
      long bytes = Long.parseLong(size.group(1)) << (size.group(2).equals("MiB") ? 20 : 30);
      if (bytes >= min && bytes <= max) return bytes;
    }
    throw wrong(
        key, "must be a size from %d MiB to %d GiB, such as 64MiB".formatted(min >> 20, max >> 30));
  }

  /// A number of bytes, such as 65536, 256KiB or 64MiB.
  int bytes(String key, int max, int otherwise) {
    if (!has(key)) return otherwise;
    Matcher matcher = BYTES.matcher(node(key) instanceof Scalar scalar ? expanded(scalar) : "");
    if (matcher.matches()) {
      int shift = switch (String.valueOf(matcher.group(2))) {
        case "KiB" -> 10;
        case "MiB" -> 20;
        default -> 0;
      };
      long bytes = Long.parseLong(matcher.group(1)) << shift;
      if (bytes > 0 && bytes <= max) return (int) bytes;
    }
    throw wrong(key, "must be a number of bytes such as 65536, 256KiB or 64MiB, at most " + max);
  }

  private static Optional<Duration> duration(String text) {
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches()) return Optional.empty();
    int amount = Integer.parseInt(matcher.group(1));
    Duration unit = switch (matcher.group(2)) {
      case "d" -> Duration.ofDays(1);
      case "h" -> Duration.ofHours(1);
      case "m" -> Duration.ofMinutes(1);
      case "s" -> Duration.ofSeconds(1);
      case "ms" -> Duration.ofMillis(1);
      default -> throw new IllegalStateException("unit=" + matcher.group(2));
    };
    return Optional.of(unit.multipliedBy(amount));
  }

  private String text(String name, ConfigNode node) {
    if (node instanceof Scalar scalar && scalar.kind() == Kind.TEXT) {
      String text = expanded(scalar);
      if (!text.isBlank()) return text;
      throw problems.wrong(node.line(), name + " is empty");
    }
    throw problems.wrong(node.line(), must(name, "be text", node));
  }

  private String expanded(Scalar scalar) {
    return VARIABLE
        .matcher(scalar.text())
        .replaceAll(match -> Matcher.quoteReplacement(problems
            .variable(match.group(1))
            .orElseThrow(() -> problems.wrong(
                scalar.line(), "the environment variable \"" + match.group(1) + "\" is not set"))));
  }

  /// Whether a scalar is of a kind, or could be once its variables are replaced.
  private static boolean mayBe(Kind kind, Scalar scalar) {
    return scalar.kind() == kind
        || (scalar.kind() == Kind.TEXT && VARIABLE.matcher(scalar.text()).find());
  }

  private static String must(String name, String what, ConfigNode node) {
    String subject = name.isEmpty() ? "the file" : name;
    return subject + " must " + what + ", but it is " + node.described();
  }
}
