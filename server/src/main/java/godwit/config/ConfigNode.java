package godwit.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A configuration file as a tree in which every node knows its line.
///
/// - shape: one YAML document of mappings, lists and scalars; no aliases, no key twice
/// - units: lines from 1; a scalar keeps its text as written, so that `040` stays decimal
/// - errors: [ConfigException] with the line
sealed interface ConfigNode {
  int line();

  /// What this is, in words for a sentence.
  String described();

  /// @param entries in the order of the file
  record Mapping(int line, Map<String, Entry> entries) implements ConfigNode {
    public Mapping {
      entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }

    @Override
    public String described() {
      return "a mapping";
    }
  }

  /// @param line of the key
  record Entry(int line, ConfigNode value) {}

  record Sequence(int line, List<ConfigNode> items) implements ConfigNode {
    public Sequence {
      items = List.copyOf(items);
    }

    @Override
    public String described() {
      return "a list";
    }
  }

  record Scalar(int line, Kind kind, String text) implements ConfigNode {
    @Override
    public String described() {
      return kind.words;
    }
  }

  /// What YAML takes a scalar for.
  enum Kind {
    TEXT("text"),
    NUMBER("a number"),
    FLAG("true or false"),
    NOTHING("empty");

    private final String words;

    Kind(String words) {
      this.words = words;
    }
  }

  /// Reads the one document of `text`; an empty one is an empty mapping.
  ///
  /// @param file how the file is called in errors
  static ConfigNode parse(String file, String text) {
    try (YAMLParser parser = new YAMLFactory().createParser(text)) {
      if (parser.nextToken() == null) return new Mapping(1, Map.of());
      ConfigNode root = new Reading(file, parser).node(0);
      if (parser.nextToken() != null) {
        throw problem(file, parser.currentTokenLocation().getLineNr(), "a second document starts");
      }
      return root;
    } catch (JsonProcessingException broken) {
      int line = broken.getLocation() == null ? 1 : broken.getLocation().getLineNr();
      String reason = broken.getOriginalMessage().lines().findFirst().orElse("no reason given");
      throw problem(file, line, "this is not YAML: " + reason);
    } catch (IOException unexpected) {
      throw new UncheckedIOException(unexpected);
    }
  }

  private static ConfigException problem(String file, int line, String sentence) {
    return new ConfigException(List.of(file + ":" + line + ": " + sentence));
  }

  /// One pass over the tokens of a document.
  record Reading(String file, YAMLParser parser) {
    private static final int MAX_DEPTH = 16;

    /// Reads the node whose first token is the current one.
    ConfigNode node(int depth) throws IOException {
      if (depth > MAX_DEPTH) throw here("nested more than " + MAX_DEPTH + " deep");
      if (parser.isCurrentAlias()) throw here("aliases (*name) are not supported");
      JsonToken token = parser.currentToken();
      return switch (token) {
        case START_OBJECT -> mapping(depth);
        case START_ARRAY -> sequence(depth);
        case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> scalar(Kind.NUMBER);
        case VALUE_TRUE, VALUE_FALSE -> scalar(Kind.FLAG);
        case VALUE_NULL -> scalar(Kind.NOTHING);
        case VALUE_STRING -> scalar(Kind.TEXT);
        case VALUE_EMBEDDED_OBJECT, FIELD_NAME, END_OBJECT, END_ARRAY, NOT_AVAILABLE ->
          throw here("a value was expected");
      };
    }

    private Mapping mapping(int depth) throws IOException {
      int start = line();
      Map<String, Entry> entries = new LinkedHashMap<>();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String key = parser.currentName();
        int line = line();
        if (entries.containsKey(key)) throw here("key \"" + key + "\" is there twice");
        parser.nextToken();
        entries.put(key, new Entry(line, node(depth + 1)));
      }
      return new Mapping(start, entries);
    }

    private Sequence sequence(int depth) throws IOException {
      int start = line();
      List<ConfigNode> items = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) items.add(node(depth + 1));
      return new Sequence(start, items);
    }

    private Scalar scalar(Kind kind) throws IOException {
      String text = kind == Kind.NOTHING ? "" : parser.getText();
      return new Scalar(line(), kind, text);
    }

    private int line() {
      return parser.currentTokenLocation().getLineNr();
    }

    private ConfigException here(String sentence) {
      return problem(file, line(), sentence);
    }
  }
}
