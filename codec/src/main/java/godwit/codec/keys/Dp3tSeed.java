package godwit.codec.keys;

import godwit.codec.Sha256;
import godwit.codec.payload.Bytes;
import godwit.codec.payload.Payload;

/// What a phone of DP-3T's unlinkable design publishes: the seed of one epoch, which gives one id.
///
/// - shape: id = first 16 bytes of SHA-256(seed)
/// - units: a seed has 32 bytes, an id 16
/// - errors: [IllegalArgumentException] for another length
/// - source: DP-3T, White Paper and Implementation Profile (design 2)
///
/// The filter of hashes in which that design publishes ids is not built: its published example
/// contradicts its text.
public record Dp3tSeed(Secret seed) {
  public Dp3tSeed {
    seed.ofLength(Primitives.SHA_256_BYTES);
  }

  public Bytes ephemeralId() {
    byte[] hash = Sha256.begin().digest(seed.toArray());
    return Bytes.copyOf(hash, 0, EphemeralIds.ID_BYTES);
  }

  /// Whether this seed's owner sent a payload. An id of the draft's 2 bytes is nobody's.
  public boolean matches(Payload.Dp3t payload) {
    return ephemeralId().equals(payload.ephemeralId());
  }
}
