package godwit.exchange.resolver;

import godwit.trust.keys.VerifyingKey;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// What a peer's resolver says of the peer, as far as this node goes by it.
///
/// - shape: see docs/protocol.md
/// - units: bytes of a decoded body
/// - errors: none: a member that cannot be read is as if it were missing
/// - source: docs/protocol.md, "Resolvers"
///
/// @param operations by their words
/// @param octets whether batches are taken as octets
/// @param document whether batches are taken as JSON
/// @param bodyBytes the greatest body that is taken, where it is said
/// @param signing the keys that the peer signs with
public record PeerProfile(
    Set<String> operations,
    boolean octets,
    boolean document,
    OptionalLong bodyBytes,
    List<VerifyingKey> signing) {
  /// Keys of one peer that are looked at; an authority has two while it changes them.
  public static final int MAX_KEYS = 16;

  private static final int MAX_WORDS = 32;

  public PeerProfile {
    operations = Set.copyOf(operations);
    signing = List.copyOf(signing);
  }

  /// Reads the document of `GET /resolver`.
  public static PeerProfile of(JsonObject system) {
    Set<String> formats = new HashSet<>();
    for (Object format : array(system, "formats")) {
      if (format instanceof JsonObject named && named.getValue("type") instanceof String type) {
        formats.add(type.toLowerCase(Locale.ROOT));
      }
    }
    return new PeerProfile(
        words(system, "operations"),
        formats.isEmpty() || formats.contains("application/octet-stream"),
        formats.contains("application/json"),
        bodyBytes(system),
        keys(array(system, "signing")));
  }

  private static OptionalLong bodyBytes(JsonObject system) {
    if (system.getValue("limits") instanceof JsonObject limits
        && limits.getValue("bodyBytes") instanceof Number most
        && most.longValue() > 0) {
      return OptionalLong.of(most.longValue());
    }
    return OptionalLong.empty();
  }

  private static List<VerifyingKey> keys(List<?> listed) {
    List<VerifyingKey> keys = new ArrayList<>();
    for (Object each : listed) {
      if (keys.size() < MAX_KEYS && each instanceof JsonObject key) {
        key(key).ifPresent(keys::add);
      }
    }
    return keys;
  }

  /* The id follows from the key: one that says otherwise is somebody's mistake. */
  private static Optional<VerifyingKey> key(JsonObject listed) {
    try {
      byte[] spki = Base64.getUrlDecoder().decode(listed.getString("spki", ""));
      VerifyingKey key = VerifyingKey.of(
          spki,
          Instant.parse(listed.getString("notBefore", "")),
          Instant.parse(listed.getString("notAfter", "")));
      boolean named = key.name().equals(listed.getString("id", "").toLowerCase(Locale.ROOT));
      return named ? Optional.of(key) : Optional.empty();
    } catch (IllegalArgumentException | DateTimeException | ClassCastException unreadable) {
      return Optional.empty();
    }
  }

  private static Set<String> words(JsonObject document, String member) {
    Set<String> words = new HashSet<>();
    for (Object each : array(document, member)) {
      if (words.size() < MAX_WORDS && each instanceof String word) words.add(word);
    }
    return words;
  }

  private static List<?> array(JsonObject document, String member) {
    return document.getValue(member) instanceof JsonArray array
        ? array.stream().toList()
        : List.of();
  }
}
