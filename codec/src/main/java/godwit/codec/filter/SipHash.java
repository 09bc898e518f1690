package godwit.codec.filter;

/// SipHash-2-4: a hash of 64 bits under a key of 128.
///
/// - shape: any bytes to 64 bits; the key is two little-endian words
/// - units: none
/// - errors: none
/// - source: Aumasson, Bernstein, "SipHash: a fast short-input PRF", 2012, with its test vectors
///
/// @param k0 the first half of the key
/// @param k1 the second half
public record SipHash(long k0, long k1) {
  public static final int KEY_BYTES = 16;

  /// Reads a key.
  public static SipHash of(byte[] bytes, int offset) {
    return new SipHash(word(bytes, offset), word(bytes, offset + Long.BYTES));
  }

  public long hash(byte[] bytes, int offset, int length) {
    long v0 = k0 ^ 0x736f6d6570736575L;
    long v1 = k1 ^ 0x646f72616e646f6dL;
    long v2 = k0 ^ 0x6c7967656e657261L;
    long v3 = k1 ^ 0x7465646279746573L;
    int words = length >>> 3;
    for (int index = 0; index <= words; index++) {
      int at = offset + (index << 3);
      long m = index < words ? word(bytes, at) : last(bytes, at, length);
      v3 ^= m;
      for (int round = 0; round < 2; round++) {
        v0 += v1;
        v2 += v3;
        v1 = Long.rotateLeft(v1, 13) ^ v0;
        v3 = Long.rotateLeft(v3, 16) ^ v2;
        v0 = Long.rotateLeft(v0, 32) + v3;
        v2 += v1;
        v3 = Long.rotateLeft(v3, 21) ^ v0;
        v1 = Long.rotateLeft(v1, 17) ^ v2;
        v2 = Long.rotateLeft(v2, 32);
      }
      v0 ^= m;
    }
    v2 ^= 0xff;
    for (int round = 0; round < 4; round++) {
      v0 += v1;
      v2 += v3;
      v1 = Long.rotateLeft(v1, 13) ^ v0;
      v3 = Long.rotateLeft(v3, 16) ^ v2;
      v0 = Long.rotateLeft(v0, 32) + v3;
      v2 += v1;
      v3 = Long.rotateLeft(v3, 21) ^ v0;
      v1 = Long.rotateLeft(v1, 17) ^ v2;
      v2 = Long.rotateLeft(v2, 32);
    }
    return v0 ^ v1 ^ v2 ^ v3;
  }

  /* What is left, and the length in the highest byte. */
  private static long last(byte[] bytes, int at, int length) {
    long m = (long) length << 56;
    for (int index = 0; index < (length & 7); index++) {
      m |= (bytes[at + index] & 0xFFL) << (8 * index);
    }
    return m;
  }

  private static long word(byte[] bytes, int at) {
    long word = 0;
    for (int index = Long.BYTES - 1; index >= 0; index--) {
      word = word << 8 | (bytes[at + index] & 0xFF);
    }
    return word;
  }
}
