package godwit.bridge.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A mapping of a YAML file, whose keys are asked for one by one; a key that nobody asked for is a
/// problem, with its line.
///
/// - shape: mappings, lists and scalars; `${NAME}` in a scalar is the environment variable's value
/// - units: lines from 1
/// - errors: gathered, so that all are told at once
/// - source: examples/venue/bridge.yaml
final class YamlSection {
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)}");
  private static final int MAX_DEPTH = 8;

  private final String path;
  private final int line;
  private final Map<String, Value> values;
  private final Set<String> asked = new LinkedHashSet<>();
  private final Problems problems;

  /// A value at its line: a scalar, a list or a mapping.
  private record Value(
      int line, Optional<String> scalar, List<Value> items, Map<String, Value> map) {
    boolean isMapping() {
      return scalar.isEmpty() && items.isEmpty() && !map.isEmpty();
    }
  }

  /// What is wrong with a file.
  record Problems(String file, List<String> found, Map<String, String> environment) {
    void add(int line, String text) {
      found.add(file + ":" + line + ": " + text);
    }
  }

  private YamlSection(String path, int line, Map<String, Value> values, Problems problems) {
    this.path = path;
    this.line = line;
    this.values = values;
    this.problems = problems;
  }

  static YamlSection read(String text, Problems problems) throws BridgeConfigException {
    try (YAMLParser parser = new YAMLFactory().createParser(text)) {
      parser.enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
      if (parser.nextToken() == null) return new YamlSection("", 1, Map.of(), problems);
      Value root = value(parser, 0);
      if (root.scalar().isPresent() || !root.items().isEmpty()) {
        throw new BridgeConfigException(List.of(problems.file() + ":1: this is no mapping"));
      }
      return new YamlSection("", 1, root.map(), problems);
    } catch (JsonProcessingException broken) {
      int line = broken.getLocation() == null ? 1 : broken.getLocation().getLineNr();
      String reason =
          String.valueOf(broken.getOriginalMessage()).lines().findFirst().orElse("");
      throw new BridgeConfigException(List.of(problems.file() + ":" + line + ": " + reason));
    } catch (IOException e) {
      throw new IllegalStateException("memory can be read", e);
    }
  }

  private static Value value(YAMLParser parser, int depth) throws IOException {
    int line = parser.currentTokenLocation().getLineNr();
    if (depth > MAX_DEPTH) throw new IOException("nested too deep at line " + line);
    if (parser.currentToken() == JsonToken.START_OBJECT) {
      Map<String, Value> map = new LinkedHashMap<>();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String key = parser.currentName();
        parser.nextToken();
        map.put(key, value(parser, depth + 1));
      }
      return new Value(line, Optional.empty(), List.of(), map);
    }
    if (parser.currentToken() == JsonToken.START_ARRAY) {
      List<Value> items = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) items.add(value(parser, depth + 1));
      return new Value(line, Optional.empty(), items, Map.of());
    }
    String text = parser.currentToken() == JsonToken.VALUE_NULL ? "" : parser.getText();
    return new Value(line, Optional.of(text), List.of(), Map.of());
  }

  boolean has(String key) {
    return values.containsKey(key);
  }

  int line() {
    return line;
  }

  void problem(String key, String text) {
    Value value = values.get(key);
    problems.add(value == null ? line : value.line(), path + key + " " + text);
  }

  Optional<String> text(String key) {
    asked.add(key);
    Value value = values.get(key);
    if (value == null) return Optional.empty();
    if (value.scalar().isEmpty()) {
      problem(key, "is one value");
      return Optional.empty();
    }
    return Optional.of(expanded(key, value.scalar().get()));
  }

  String required(String key) {
    Optional<String> text = text(key);
    if (text.isEmpty() || text.get().isBlank()) {
      if (values.get(key) == null || text.isPresent()) problem(key, "is missing");
      return "";
    }
    return text.get();
  }

  /// A value that some text stands for.
  ///
  /// @param wanted what it has to be, for a sentence
  <T> T as(String key, T otherwise, String wanted, Function<String, Optional<T>> reader) {
    Optional<String> text = text(key);
    if (text.isEmpty()) return otherwise;
    Optional<T> read = reader.apply(text.get());
    if (read.isEmpty()) problem(key, "has to be " + wanted);
    return read.orElse(otherwise);
  }

  long number(String key, long otherwise, long least, long most) {
    return as(key, otherwise, "a number from " + least + " to " + most, text -> {
      if (!text.matches("[0-9]{1,12}")) return Optional.empty();
      long value = Long.parseLong(text);
      return value < least || value > most ? Optional.empty() : Optional.of(value);
    });
  }

  Optional<YamlSection> section(String key) {
    asked.add(key);
    Value value = values.get(key);
    if (value == null) return Optional.empty();
    if (value.scalar().isPresent() || !value.items().isEmpty()) {
      problem(key, "is a mapping");
      return Optional.empty();
    }
    return Optional.of(new YamlSection(path + key + ".", value.line(), value.map(), problems));
  }

  List<YamlSection> sections(String key) {
    asked.add(key);
    Value value = values.get(key);
    if (value == null) return List.of();
    List<YamlSection> sections = new ArrayList<>();
    for (Value item : value.items()) {
      if (item.isMapping()) {
        String name = path + key + "[" + sections.size() + "].";
        sections.add(new YamlSection(name, item.line(), item.map(), problems));
      } else {
        problems.add(item.line(), path + key + " has entries that are no mappings");
      }
    }
    if (value.scalar().isPresent() || value.isMapping()) problem(key, "is a list");
    return sections;
  }

  /// The keys of a mapping whose names are free, each a mapping.
  Map<String, YamlSection> named(String key) {
    Map<String, YamlSection> named = new LinkedHashMap<>();
    section(key).ifPresent(all -> {
      for (String name : all.values.keySet()) {
        all.section(name).ifPresent(each -> named.put(name, each));
      }
      all.end();
    });
    return named;
  }

  /// No more keys will be asked for.
  void end() {
    for (Map.Entry<String, Value> entry : values.entrySet()) {
      if (asked.contains(entry.getKey())) continue;
      problems.add(entry.getValue().line(), "unknown key " + path + entry.getKey());
    }
  }

  private String expanded(String key, String text) {
    Matcher variables = VARIABLE.matcher(text);
    StringBuilder whole = new StringBuilder();
    while (variables.find()) {
      String value = problems.environment().get(variables.group(1));
      if (value == null) problem(key, "needs the environment variable " + variables.group(1));
      variables.appendReplacement(whole, Matcher.quoteReplacement(value == null ? "" : value));
    }
    variables.appendTail(whole);
    return whole.toString();
  }
}
