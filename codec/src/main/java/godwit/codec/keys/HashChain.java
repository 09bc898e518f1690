package godwit.codec.keys;

import godwit.codec.Sha256;
import java.security.MessageDigest;
import java.util.Arrays;

/// The two steps of which both of Herald Simple's chains are made, over SHA-256.
///
/// - shape: previous(s) = H(first half of s); key(s) = H(s xor previous(s))
/// - units: 32 bytes each
/// - errors: none
/// - source: Herald for Android 7dcef0c; docs/payloads.md
///
/// A seed gives all seeds before it, and none after it. Not for several threads.
final class HashChain {
  private static final int HALF_BYTES = Primitives.SHA_256_BYTES / 2;

  private final MessageDigest sha256 = Sha256.begin();

  byte[] hash(byte[] bytes) {
    return sha256.digest(bytes);
  }

  byte[] previous(byte[] seed) {
    sha256.update(seed, 0, HALF_BYTES);
    return sha256.digest();
  }

  /// @param previous what [#previous] made of the seed, which most callers need as well
  byte[] key(byte[] seed, byte[] previous) {
    byte[] mixed = seed.clone();
    for (int index = 0; index < mixed.length; index++) mixed[index] ^= previous[index];
    byte[] key = sha256.digest(mixed);
    Arrays.fill(mixed, (byte) 0);
    return key;
  }
}
