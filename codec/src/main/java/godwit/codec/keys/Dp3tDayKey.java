package godwit.codec.keys;

import static java.nio.charset.StandardCharsets.US_ASCII;

import godwit.codec.Sha256;
import godwit.codec.payload.Payload;
import javax.crypto.Cipher;

/// What a phone of DP-3T's low-cost design publishes: the key of one day, which gives that day's
/// ephemeral ids and the keys of all later days.
///
/// - shape: ids = AES-256-CTR(HMAC-SHA256(key, `broadcast key`), counter from 0) over zeros, cut
///   into 96; key(d + 1) = SHA-256(key(d))
/// - units: keys have 32 bytes, ids 16; an index says nothing of the time, as phones send a day's
///   ids in random order
/// - errors: [IllegalArgumentException] for another length
/// - source: DP-3T SDK for Android 583ebf4
public record Dp3tDayKey(Secret key) {
  /// Ids of a day: one for each quarter of an hour.
  public static final int IDS = 96;

  private static final byte[] PURPOSE = "broadcast key".getBytes(US_ASCII);

  public Dp3tDayKey {
    key.ofLength(Primitives.SHA_256_BYTES);
  }

  /// The key of the day after.
  public Dp3tDayKey next() {
    return new Dp3tDayKey(Secret.copyOf(Sha256.begin().digest(key.toArray())));
  }

  /// The day's ids, in the order of derivation.
  public EphemeralIds ephemeralIds() {
    Secret stream = Secret.copyOf(Primitives.hmac(key).doFinal(PURPOSE));
    Cipher cipher = Primitives.counterMode(stream, new byte[Primitives.AES_BLOCK_BYTES]);
    byte[] zeros = new byte[IDS * EphemeralIds.ID_BYTES];
    return new EphemeralIds(Primitives.finish(cipher, zeros));
  }

  /// Whether this key's owner sent a payload on its day. An id of the draft's 2 bytes is nobody's.
  public boolean matches(Payload.Dp3t payload) {
    return ephemeralIds().indexOf(payload.ephemeralId()).isPresent();
  }
}
