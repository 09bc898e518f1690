package godwit.http.contract;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// Whether a value is what a JSON Schema says: as much of the vocabulary of 2020-12 as our OpenAPI
/// documents use. A keyword that is not known here is an error of its own.
final class SchemaCheck {
  private static final Set<String> NOTES =
      Set.of("description", "title", "examples", "summary", "format");

  private final JsonNode document;
  private final List<String> breaches = new ArrayList<>();

  private SchemaCheck(JsonNode document) {
    this.document = document;
  }

  /// What is wrong with a value, with JSON Pointers.
  ///
  /// @param document in which references are looked up
  static List<String> breaches(JsonNode document, JsonNode schema, JsonNode value) {
    SchemaCheck check = new SchemaCheck(document);
    check.value("", schema, value);
    return check.breaches;
  }

  /// Members of a value that its schema does not name. An answer may gain members, so that a client
  /// has to live with them; what this build answers is documented all the same.
  static List<String> undocumented(JsonNode document, JsonNode schema, JsonNode value) {
    SchemaCheck check = new SchemaCheck(document);
    check.documented("", List.of(schema), value);
    return check.breaches;
  }

  /// What a reference leads to; anything else as it is.
  static JsonNode resolved(JsonNode document, JsonNode node) {
    JsonNode reference = node.path("$ref");
    if (reference.isMissingNode()) return node;
    JsonNode found = document.at(reference.asText().substring(1));
    if (found.isMissingNode()) throw new AssertionError("no " + reference);
    return resolved(document, found);
  }

  private void value(String at, JsonNode schema, JsonNode value) {
    if (!schema.isObject()) throw new AssertionError("no schema for " + at + ": " + schema);
    schema.fields().forEachRemaining(keyword -> {
      String name = keyword.getKey();
      JsonNode rule = keyword.getValue();
      switch (name) {
        case "$ref" -> value(at, resolved(document, schema), value);
        case "type" -> require(isOf(rule.asText(), value), at, "is no " + rule, value);
        case "const" -> require(same(rule, value), at, "is not " + rule, value);
        case "enum" -> require(isAmong(rule, value), at, "is none of " + rule, value);
        case "pattern" ->
          require(
              !value.isTextual()
                  || Pattern.compile(rule.asText()).matcher(value.asText()).find(),
              at,
              "does not match " + rule,
              value);
        case "minLength" ->
          require(!value.isTextual() || value.asText().length() >= rule.asInt(), at, name, value);
        case "minimum" ->
          require(!value.isNumber() || value.asDouble() >= rule.asDouble(), at, name, value);
        case "maximum" ->
          require(!value.isNumber() || value.asDouble() <= rule.asDouble(), at, name, value);
        case "minItems" ->
          require(!value.isArray() || value.size() >= rule.asInt(), at, name, value);
        case "maxItems" ->
          require(!value.isArray() || value.size() <= rule.asInt(), at, name, value);
        case "items" -> {
          for (int index = 0; value.isArray() && index < value.size(); index++) {
            value(at + "/" + index, rule, value.get(index));
          }
        }
        case "required" ->
          rule.forEach(member -> require(
              !value.isObject() || value.has(member.asText()), at, "has no " + member, value));
        case "properties" ->
          rule.fields().forEachRemaining(member -> {
            if (value.has(member.getKey())) {
              value(at + "/" + member.getKey(), member.getValue(), value.get(member.getKey()));
            }
          });
        case "additionalProperties" -> additional(at, schema, rule, value);
        case "not" -> require(!breaches(document, rule, value).isEmpty(), at, "is " + rule, value);
        case "allOf" -> rule.forEach(each -> value(at, each, value));
        case "oneOf" -> {
          long fitting = 0;
          for (JsonNode each : rule) {
            if (breaches(document, each, value).isEmpty()) fitting++;
          }
          require(fitting == 1, at, "fits " + fitting + " of oneOf", value);
        }
        default -> {
          if (!NOTES.contains(name)) throw new AssertionError("keyword " + name + " at " + at);
        }
      }
    });
  }

  private void documented(String at, List<JsonNode> schemas, JsonNode value) {
    List<JsonNode> parts = new ArrayList<>();
    for (JsonNode schema : schemas) parts(schema, value, parts);
    for (int index = 0; value.isArray() && index < value.size(); index++) {
      documented(at + "/" + index, named(parts, "items"), value.get(index));
    }
    List<JsonNode> properties = named(parts, "properties");
    List<JsonNode> others = named(parts, "additionalProperties");
    if (!value.isObject() || (properties.isEmpty() && others.isEmpty())) return;
    value.fields().forEachRemaining(member -> {
      String name = member.getKey();
      List<JsonNode> described = named(properties, name);
      List<JsonNode> fitting = described.isEmpty() ? others : described;
      require(!fitting.isEmpty(), at + "/" + name, "is not documented", value);
      documented(at + "/" + name, fitting, member.getValue());
    });
  }

  /* The schemas that say something of a value: all of allOf, and those of oneOf that it fits. */
  private void parts(JsonNode schema, JsonNode value, List<JsonNode> parts) {
    JsonNode own = resolved(document, schema);
    parts.add(own);
    own.path("allOf").forEach(each -> parts(each, value, parts));
    own.path("oneOf").forEach(each -> {
      if (breaches(document, each, value).isEmpty()) parts(each, value, parts);
    });
  }

  private static List<JsonNode> named(List<JsonNode> parts, String keyword) {
    return parts.stream()
        .filter(part -> part.has(keyword))
        .map(part -> part.get(keyword))
        .toList();
  }

  private void additional(String at, JsonNode schema, JsonNode rule, JsonNode value) {
    Set<String> others = new TreeSet<>();
    value.fieldNames().forEachRemaining(others::add);
    schema.path("properties").fieldNames().forEachRemaining(others::remove);
    for (String other : others) {
      if (rule.isObject()) value(at + "/" + other, rule, value.get(other));
      else require(rule.asBoolean(), at + "/" + other, "is not there", value);
    }
  }

  private static boolean isOf(String type, JsonNode value) {
    return switch (type) {
      case "object" -> value.isObject();
      case "array" -> value.isArray();
      case "string" -> value.isTextual();
      case "boolean" -> value.isBoolean();
      case "integer" -> value.isIntegralNumber();
      case "number" -> value.isNumber();
      default -> throw new AssertionError("type " + type);
    };
  }

  private static boolean isAmong(JsonNode values, JsonNode value) {
    for (JsonNode each : values) {
      if (same(each, value)) return true;
    }
    return false;
  }

  private static boolean same(JsonNode one, JsonNode other) {
    if (one.isNumber() && other.isNumber()) return one.asDouble() == other.asDouble();
    return one.equals(other);
  }

  private void require(boolean right, String at, String breach, JsonNode value) {
    if (!right) breaches.add((at.isEmpty() ? "/" : at) + " " + breach + ": " + value);
  }
}
