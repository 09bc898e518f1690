package godwit.codec.keys;

/// What a phone of Herald Simple holds for one day: it gives that day's matching key and all
/// earlier ones, and none of a later day.
///
/// - shape: seed(2000) = H(secret); seed(d − 1) = H(first half of seed(d));
///   matching key(d) = H(seed(d) xor H(first half of seed(d))), H being SHA-256
/// - units: days of [SimplePeriod]; 32 bytes; the secret has 256 or more
/// - errors: [IllegalArgumentException] for a day or length outside
/// - source: Herald, Simple payload (draft), and Herald for Android 7dcef0c; docs/payloads.md
public record SimpleSeed(int day, Secret seed) {
  /// The shortest secret that the draft allows: 2,048 bits. Phones use 2,048 bytes.
  public static final int MIN_SECRET_BYTES = 256;

  public SimpleSeed {
    SimplePeriod.checkDay(day);
    seed.ofLength(Primitives.SHA_256_BYTES);
  }

  /// The seed of the last day.
  public static SimpleSeed last(Secret secret) {
    if (secret.length() < MIN_SECRET_BYTES) {
      throw new IllegalArgumentException(
          "secretBytes=" + secret.length() + " min=" + MIN_SECRET_BYTES);
    }
    byte[] seed = new HashChain().hash(secret.toArray());
    return new SimpleSeed(SimplePeriod.LAST_DAY, Secret.copyOf(seed));
  }

  /// The seed of this day or an earlier one: a hash for each day between.
  public SimpleSeed at(int earlierDay) {
    SimplePeriod.checkDay(earlierDay);
    if (earlierDay > day) throw new IllegalArgumentException("day=" + earlierDay + " of=" + day);
    HashChain chain = new HashChain();
    byte[] bytes = seed.toArray();
    for (int at = day; at > earlierDay; at--) bytes = chain.previous(bytes);
    return new SimpleSeed(earlierDay, Secret.copyOf(bytes));
  }

  /// The key of this day, which is what a phone publishes.
  public SimpleMatchingKey matchingKey() {
    HashChain chain = new HashChain();
    byte[] bytes = seed.toArray();
    return new SimpleMatchingKey(day, Secret.copyOf(chain.key(bytes, chain.previous(bytes))));
  }

  /// The keys of this day and of all before it, down to day 0; two hashes each.
  public SimpleMatchingKeys matchingKeys() {
    return new SimpleMatchingKeys(this);
  }
}
