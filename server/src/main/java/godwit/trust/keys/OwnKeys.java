package godwit.trust.keys;

import godwit.codec.batch.EndBlock;
import godwit.codec.payload.RoutingCode;
import godwit.codec.sealing.OpeningKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The keys that this authority signs with: those it lists, of which one is in use.
///
/// @param signing in the order of the configuration
/// @param sealing what others seal to, in the order of the configuration
/// @param published since when each has been listed, by its name, by the database's clock
/// @param clock by which keys begin and end
/*
 * Peers ask for keys once an hour. A new key that were used at once would send each of them to the
 * resolver in the middle of a batch, and fail where that is not to be reached just then: so it is
 * listed for an hour first. An authority's very first key is in use from the start, since there is
 * no other.
 */
public record OwnKeys(
    List<SigningKey> signing,
    List<OwnSealingKey> sealing,
    Map<String, Instant> published,
    InstantSource clock) {
  /// How long a new key is listed before it is used.
  public static final Duration LISTED_FIRST = Duration.ofHours(1);

  /// Of an authority that signs nothing.
  public static final OwnKeys NONE =
      new OwnKeys(List.of(), List.of(), Map.of(), () -> Instant.EPOCH);

  public OwnKeys {
    signing = List.copyOf(signing);
    sealing = List.copyOf(sealing);
    published = Map.copyOf(published);
  }

  /// Of an authority that signs, and is not sealed to.
  public OwnKeys(List<SigningKey> signing, Map<String, Instant> published, InstantSource clock) {
    this(signing, List.of(), published, clock);
  }

  /// The same, of which more is known.
  public OwnKeys publishedAt(Map<String, Instant> times) {
    return new OwnKeys(signing, sealing, times, clock);
  }

  /// What others verify by.
  public List<VerifyingKey> shown() {
    return signing.stream().map(SigningKey::shown).toList();
  }

  /// The key that is in use: the newest that has been listed for long enough.
  public Optional<SigningKey> inUse() {
    Instant now = clock.instant();
    List<SigningKey> counting =
        signing.stream().filter(key -> key.shown().covers(now)).toList();
    return counting.stream()
        .filter(key -> !since(key).plus(LISTED_FIRST).isAfter(now))
        .max(Comparator.comparing(this::since).thenComparingInt(key -> -signing.indexOf(key)))
        .or(() -> counting.stream().min(Comparator.comparing(this::since)));
  }

  /// Signs the digest of a batch, if there is a key to do so.
  public Optional<EndBlock.Signature> sign(byte[] digest) {
    return inUse().map(key -> new EndBlock.Signature(key.shown().id(), key.sign(digest)));
  }

  /// What others may seal to now, as it is listed for a code of this authority: signed by the key
  /// that is in use.
  public List<ListedSealingKey> listed(RoutingCode authority) {
    Instant now = clock.instant();
    List<ListedSealingKey> listed = new ArrayList<>();
    for (OwnSealingKey key : sealing) {
      if (key.notAfter().isBefore(now)) continue;
      inUse().ifPresent(signer -> listed.add(ListedSealingKey.signed(authority, key, signer)));
    }
    return listed;
  }

  /// What is opened with, also where nothing new is to be sealed to it.
  public List<OpeningKey> opening() {
    return sealing.stream().map(OwnSealingKey::key).toList();
  }

  private Instant since(SigningKey key) {
    return published.getOrDefault(key.shown().name(), clock.instant());
  }
}
