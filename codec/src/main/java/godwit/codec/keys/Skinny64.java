package godwit.codec.keys;

import godwit.codec.BigEndian;

/// SKINNY-64-192: a block cipher of 8 bytes under a key of 24, in 40 rounds.
///
/// - shape: 16 cells of 4 bits, four rows of four; the first cell is the highest of a `long`
/// - units: 8 bytes to a block, 24 to a key, big-endian
/// - errors: [IllegalArgumentException] for another key length
/// - source: Beierle et al., The SKINNY Family of Block Ciphers and Its Low-Latency Variant MANTIS
///   (CRYPTO 2016), with its test vector
///
/// Immutable, so that one serves all threads.
/* All 16 cells are worked on at once, in one long: a row is 16 bits of it, so that moving cells
 * along a row is a rotation of 16 bits, and mixing columns is XOR of whole rows. The S-box is
 * computed from its gates (NOR, XOR, rotation by a bit) and not looked up: no index and no branch
 * depends on the key or the text. */
final class Skinny64 {
  static final int BLOCK_BYTES = 8;
  static final int KEY_BYTES = 24;

  private static final int ROUNDS = 40;
  private static final int ROW_BITS = 16;
  private static final int CELL_BITS = 4;
  private static final long ROW = 0xFFFF;

  /* The same bit of every cell: the lowest, the highest, and all but one of them. */
  private static final long LOWEST = 0x1111_1111_1111_1111L;
  private static final long HIGHEST = 0x8888_8888_8888_8888L;
  private static final long ALL_BUT_LOWEST = ~LOWEST;
  private static final long ALL_BUT_HIGHEST = ~HIGHEST;

  /* From where each of the first 8 cells of the next tweakey comes; the others move up. */
  private static final int[] TWEAKEY_FROM = {9, 15, 8, 13, 10, 14, 12, 11};

  /* What is added in each round: upper two rows of the tweakeys, and the constants. */
  private final long[] roundKeys = new long[ROUNDS];

  Skinny64(Secret key) {
    byte[] bytes = key.ofLength(KEY_BYTES).toArray();
    long first = BigEndian.int64(bytes, 0);
    long second = BigEndian.int64(bytes, BLOCK_BYTES);
    long third = BigEndian.int64(bytes, 2 * BLOCK_BYTES);
    int constant = 0;
    for (int round = 0; round < ROUNDS; round++) {
      constant = (constant << 1 & 0x3F) | (~(constant >> 5 ^ constant >> 4) & 1);
      long upperRows = (first ^ second ^ third) & 0xFFFF_FFFF_0000_0000L;
      roundKeys[round] = upperRows ^ constants(constant);
      first = permute(first);
      second = forward(permute(second));
      third = backward(permute(third));
    }
  }

  long encrypt(long block) {
    long state = block;
    for (long roundKey : roundKeys) {
      state = mix(shift(substitute(state) ^ roundKey));
    }
    return state;
  }

  long decrypt(long block) {
    long state = block;
    for (int round = ROUNDS - 1; round >= 0; round--) {
      state = unsubstitute(unshift(unmix(state)) ^ roundKeys[round]);
    }
    return state;
  }

  /* Four bits, two bits and a 2, in the first cells of the first three rows. */
  private static long constants(int constant) {
    return (long) (constant & 0xF) << 60 | (long) (constant >> 4) << 44 | 2L << 28;
  }

  private static long permute(long tweakey) {
    long upper = 0;
    for (int from : TWEAKEY_FROM) {
      upper = upper << CELL_BITS | ((tweakey >>> (CELL_BITS * (15 - from))) & 0xF);
    }
    return upper << Integer.SIZE | tweakey >>> Integer.SIZE;
  }

  /* The second tweakey's register steps, in its upper rows: x3 x2 x1 x0 to x2 x1 x0 (x3 ^ x2). */
  private static long forward(long tweakey) {
    long feedback = (tweakey >>> 3 ^ tweakey >>> 2) & LOWEST;
    return upper((tweakey << 1 & ALL_BUT_LOWEST) | feedback, tweakey);
  }

  /* The third's: x3 x2 x1 x0 to (x0 ^ x3) x3 x2 x1. */
  private static long backward(long tweakey) {
    long feedback = (tweakey << 3 ^ tweakey) & HIGHEST;
    return upper((tweakey >>> 1 & ALL_BUT_HIGHEST) | feedback, tweakey);
  }

  private static long upper(long stepped, long kept) {
    return (stepped & 0xFFFF_FFFF_0000_0000L) | (kept & 0xFFFF_FFFFL);
  }

  private static long substitute(long state) {
    long cells = state;
    for (int turn = 0; turn < 3; turn++) {
      cells = gate(cells);
      cells = (cells << 1 & ALL_BUT_LOWEST) | (cells >>> 3 & LOWEST);
    }
    return gate(cells);
  }

  private static long unsubstitute(long state) {
    long cells = gate(state);
    for (int turn = 0; turn < 3; turn++) {
      cells = (cells >>> 1 & ALL_BUT_HIGHEST) | (cells << 3 & HIGHEST);
      cells = gate(cells);
    }
    return cells;
  }

  /* x0 ^ (x3 nor x2) in every cell; twice is nothing. */
  private static long gate(long cells) {
    return cells ^ (~(cells >>> 3 | cells >>> 2) & LOWEST);
  }

  private static long shift(long state) {
    long shifted = row(state, 0);
    for (int row = 1; row < 4; row++) {
      shifted = shifted << ROW_BITS | rotated(row(state, row), row * CELL_BITS);
    }
    return shifted;
  }

  private static long unshift(long state) {
    long shifted = row(state, 0);
    for (int row = 1; row < 4; row++) {
      shifted = shifted << ROW_BITS | rotated(row(state, row), ROW_BITS - row * CELL_BITS);
    }
    return shifted;
  }

  private static long rotated(long row, int rightBits) {
    return (row >>> rightBits | row << (ROW_BITS - rightBits)) & ROW;
  }

  private static long mix(long state) {
    long first = row(state, 0);
    long third = row(state, 2);
    long sum = first ^ third;
    return rows(sum ^ row(state, 3), first, row(state, 1) ^ third, sum);
  }

  private static long unmix(long state) {
    long first = row(state, 1);
    long sum = row(state, 3);
    long third = first ^ sum;
    return rows(first, row(state, 2) ^ third, third, row(state, 0) ^ sum);
  }

  private static long row(long state, int row) {
    return (state >>> (ROW_BITS * (3 - row))) & ROW;
  }

  private static long rows(long first, long second, long third, long fourth) {
    return (first << (3 * ROW_BITS)) | (second << (2 * ROW_BITS)) | (third << ROW_BITS) | fourth;
  }
}
