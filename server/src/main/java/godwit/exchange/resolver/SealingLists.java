package godwit.exchange.resolver;

import godwit.codec.payload.RoutingCode;
import godwit.codec.sealing.SealingKey;
import godwit.exchange.FederationSource;
import godwit.trust.keys.AddresseeKeys;
import godwit.trust.keys.ListedSealingKey;
import godwit.trust.keys.SignerKeys;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The keys to seal to that resolvers have listed, whoever's resolvers they were.
///
/// - shape: see docs/protocol.md
/// - units: times by this node's clock
/// - errors: none: what cannot be read, or is vouched for by nobody, is as if it were missing
/// - source: docs/protocol.md, "Sealing keys"
/*
 * A new key is used an hour after it was first seen, since not all nodes of its owner may hold it.
 * A node that has just started has seen all of a list at once: the key that stands last in it is
 * the one that everybody holds.
 */
final class SealingLists implements AddresseeKeys {
  private static final Logger LOG = LoggerFactory.getLogger(SealingLists.class);
  private static final Duration NEW = Duration.ofHours(1);
  private static final int MAX_KEYS = 16;

  private final FederationSource federation;
  private final SignerKeys signers;
  private final InstantSource clock;
  private final Consumer<RoutingCode> look;
  private final Map<RoutingCode, List<Seen>> lists = new ConcurrentHashMap<>();

  /// @param look asks the resolvers that may know of an authority
  SealingLists(
      FederationSource federation,
      SignerKeys signers,
      InstantSource clock,
      Consumer<RoutingCode> look) {
    this.federation = federation;
    this.signers = signers;
    this.clock = clock;
    this.look = look;
  }

  private record Seen(ListedSealingKey key, Instant first) {}

  /// Takes note of what a resolver lists for an authority.
  void note(RoutingCode authority, JsonObject document) {
    Map<SealingKey, Instant> known = new HashMap<>();
    lists
        .getOrDefault(authority, List.of())
        .forEach(seen -> known.put(seen.key().key(), seen.first()));
    List<Seen> read = new ArrayList<>();
    if (document.getValue("sealing") instanceof JsonArray listed) {
      for (Object each : listed) {
        if (read.size() == MAX_KEYS || !(each instanceof JsonObject key)) continue;
        key(key)
            .ifPresent(found ->
                read.add(new Seen(found, known.getOrDefault(found.key(), clock.instant()))));
      }
    }
    lists.put(authority, List.copyOf(read));
    if (listed(authority).size() < read.size()) {
      LOG.warn(
          "a key to seal to {} is not used: it is over, or no signing key of its signed it",
          authority);
    }
  }

  /// Forgets all but these.
  void retain(Collection<RoutingCode> authorities) {
    lists.keySet().retainAll(authorities);
  }

  @Override
  public List<ListedSealingKey> listed(RoutingCode authority) {
    return counting(authority).stream().map(Seen::key).toList();
  }

  @Override
  public Optional<SealingKey> inUse(RoutingCode authority) {
    List<Seen> counting = counting(authority);
    Instant before = clock.instant().minus(NEW);
    return counting.stream()
        .filter(seen -> !seen.first().isAfter(before))
        .findFirst()
        .or(() -> counting.isEmpty() ? Optional.empty() : Optional.of(counting.getLast()))
        .map(seen -> seen.key().key());
  }

  @Override
  public void seek(RoutingCode authority) {
    look.accept(authority);
  }

  private List<Seen> counting(RoutingCode authority) {
    if (federation.current().peering(authority).isEmpty()) return List.of();
    return lists.getOrDefault(authority, List.of()).stream()
        .filter(seen -> seen.key().counts(authority, signers.of(authority), clock.instant()))
        .toList();
  }

  private static Optional<ListedSealingKey> key(JsonObject listed) {
    try {
      boolean suite = Integer.valueOf(SealingKey.KEM).equals(listed.getValue("kem"))
          && Integer.valueOf(SealingKey.KDF).equals(listed.getValue("kdf"))
          && Integer.valueOf(SealingKey.AEAD).equals(listed.getValue("aead"));
      if (!suite) return Optional.empty();
      Base64.Decoder base64 = Base64.getUrlDecoder();
      return Optional.of(new ListedSealingKey(
          SealingKey.of(base64.decode(listed.getString("publicKey", ""))),
          Instant.parse(listed.getString("notAfter", "")),
          HexFormat.of().parseHex(listed.getString("signer", "")),
          base64.decode(listed.getString("signature", ""))));
    } catch (IllegalArgumentException | DateTimeException | ClassCastException unreadable) {
      return Optional.empty();
    }
  }
}
