package godwit.codec.keys;

import godwit.codec.payload.Bytes;
import godwit.codec.payload.Payload;
import java.util.Optional;

/// What a phone of Herald Simple publishes of one day: it gives that day's contact ids, and
/// nothing of another day.
///
/// - shape: contact seed(240) = H(matching key); contact seed(p − 1) = H(first half of seed(p));
///   contact key(p) = H(seed(p) xor H(first half of seed(p))); contact id(p) = its first 16 bytes
/// - units: days and periods of [SimplePeriod]; a key has 32 bytes, H is SHA-256
/// - errors: [IllegalArgumentException] for a day, period or length outside
/// - source: Herald, Simple payload (draft), and Herald for Android 7dcef0c; docs/payloads.md
public record SimpleMatchingKey(int day, Secret key) {
  public SimpleMatchingKey {
    SimplePeriod.checkDay(day);
    key.ofLength(Primitives.SHA_256_BYTES);
  }

  /// The day's 240 contact ids, by period.
  public EphemeralIds contactIds() {
    HashChain chain = new HashChain();
    byte[] ids = new byte[SimplePeriod.PERIODS * EphemeralIds.ID_BYTES];
    byte[] seed = chain.previous(chain.hash(key.toArray()));
    for (int period = SimplePeriod.PERIODS - 1; period >= 0; period--) {
      byte[] previous = chain.previous(seed);
      byte[] contactKey = chain.key(seed, previous);
      int offset = period * EphemeralIds.ID_BYTES;
      System.arraycopy(contactKey, 0, ids, offset, EphemeralIds.ID_BYTES);
      seed = previous;
    }
    return new EphemeralIds(ids);
  }

  /// When this key's owner sent a payload; empty if it is somebody else's or another day's, and
  /// for a contact id of zeros, which is nobody's.
  ///
  /// One day's ids cost some 480 hashes: who has many payloads asks [#contactIds()] once.
  public Optional<SimplePeriod> match(Payload.Simple payload) {
    return match(payload.contactId());
  }

  public Optional<SimplePeriod> match(Bytes contactId) {
    var period = contactIds().indexOf(contactId);
    return period.isEmpty()
        ? Optional.empty()
        : Optional.of(new SimplePeriod(day, period.getAsInt()));
  }

  /// The key of one period; 240, which is derived and never sent, is allowed.
  public Secret contactKey(int period) {
    HashChain chain = new HashChain();
    byte[] seed = contactSeed(chain, period);
    return Secret.copyOf(chain.key(seed, chain.previous(seed)));
  }

  Secret contactSeed(int period) {
    return Secret.copyOf(contactSeed(new HashChain(), period));
  }

  private byte[] contactSeed(HashChain chain, int period) {
    if (period < 0 || period > SimplePeriod.PERIODS) {
      throw new IllegalArgumentException("period=" + period + " last=" + SimplePeriod.PERIODS);
    }
    byte[] seed = chain.hash(key.toArray());
    for (int at = SimplePeriod.PERIODS; at > period; at--) seed = chain.previous(seed);
    return seed;
  }
}
