package godwit.cli.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import godwit.codec.Sha256;
import godwit.console.CommandFailure;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;

/// The chain of the audit, as somebody follows it who trusts neither database nor node.
///
/// - shape: a link a line, `{"entry": "{\"place\":1,…}", "hash": "64 hex digits"}`
/// - errors: a link that does not follow from the one before it is a [CommandFailure]
/// - source: docs/operating.md, "Audit"
final class Chain {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Optional<Head> known;
  private boolean found;
  private Head head = new Head(0, new byte[32]);

  /// @param known an entry that has to be in it
  Chain(Optional<Head> known) {
    this.known = known;
    this.found = known.isEmpty();
  }

  /// An entry, by its place and the hash of all up to it.
  record Head(long place, byte[] hash) {
    /// Reads `17:` and 64 hex digits.
    static Optional<Head> parse(String text) {
      if (!text.matches("[0-9]{1,18}:[0-9a-f]{64}")) return Optional.empty();
      int colon = text.indexOf(':');
      return Optional.of(new Head(
          Long.parseLong(text.substring(0, colon)),
          HexFormat.of().parseHex(text.substring(colon + 1))));
    }

    @Override
    public String toString() {
      return place + ":" + HexFormat.of().formatHex(hash);
    }
  }

  /// One link as a line of a file.
  static String line(JsonNode link) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("entry", link.path("entry").asText())
        .put("hash", link.path("hash").asText())
        .toString();
  }

  /// Follows a line of a file.
  void follow(String line) {
    follow(read(line));
  }

  /// Follows a link.
  void follow(JsonNode link) {
    long place = head.place() + 1;
    String entry = link.path("entry").asText();
    byte[] hash = Sha256.of(head.hash(), entry.getBytes(StandardCharsets.UTF_8));
    if (!HexFormat.of().formatHex(hash).equals(link.path("hash").asText())
        || read(entry).path("place").asLong() != place) {
      throw new CommandFailure("the chain breaks at entry "
          + place
          + ": it, or one before it, is not what was written, or is missing");
    }
    head = new Head(place, hash);
    if (known.isPresent() && known.get().place() == place) {
      if (!MessageDigest.isEqual(known.get().hash(), hash)) {
        throw new CommandFailure("entry " + place + " is another than the one that is known");
      }
      found = true;
    }
  }

  /// The last entry, once all have been followed.
  Head end() {
    if (!found) {
      throw new CommandFailure("the chain ends at entry "
          + head.place()
          + ", before the one that is known: what followed was taken away");
    }
    return head;
  }

  private static JsonNode read(String text) {
    try {
      JsonNode document = JSON.readTree(text);
      if (document != null && document.isObject()) return document;
    } catch (JsonProcessingException _) {
      /* The same as any other text that is no document. */
    }
    throw new CommandFailure("a line is no entry of an audit");
  }
}
