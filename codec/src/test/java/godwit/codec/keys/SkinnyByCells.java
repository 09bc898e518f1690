package godwit.codec.keys;

/// SKINNY-64-192 cell by cell, as its authors write it down: slow, and without any of the ways in
/// which [Skinny64] is fast.
final class SkinnyByCells {
  private static final int[] S_BOX = {12, 6, 9, 0, 1, 10, 2, 11, 3, 8, 5, 13, 4, 14, 7, 15};
  private static final int[] FROM = {9, 15, 8, 13, 10, 14, 12, 11, 0, 1, 2, 3, 4, 5, 6, 7};
  private static final int[][] MIX = {{0, 2, 3}, {0}, {1, 2}, {0, 2}};

  private SkinnyByCells() {}

  static long encrypt(long first, long second, long third, long block) {
    int[][] tweakeys = {cells(first), cells(second), cells(third)};
    int[] state = cells(block);
    int constant = 0;
    for (int round = 0; round < 40; round++) {
      constant = (constant << 1 & 0x3F) | ((constant >> 5 & 1) ^ (constant >> 4 & 1) ^ 1);
      for (int cell = 0; cell < 16; cell++) state[cell] = S_BOX[state[cell]];
      state[0] ^= constant & 0xF;
      state[4] ^= constant >> 4;
      state[8] ^= 2;
      for (int cell = 0; cell < 8; cell++) {
        state[cell] ^= tweakeys[0][cell] ^ tweakeys[1][cell] ^ tweakeys[2][cell];
      }
      for (int index = 0; index < 3; index++) tweakeys[index] = stepped(tweakeys[index], index);
      state = mixed(shifted(state));
    }
    long result = 0;
    for (int cell : state) result = result << 4 | cell;
    return result;
  }

  private static int[] cells(long block) {
    int[] cells = new int[16];
    for (int cell = 0; cell < 16; cell++) cells[cell] = (int) (block >>> (60 - 4 * cell)) & 0xF;
    return cells;
  }

  private static int[] stepped(int[] tweakey, int index) {
    int[] next = new int[16];
    for (int cell = 0; cell < 16; cell++) next[cell] = tweakey[FROM[cell]];
    for (int cell = 0; cell < 8; cell++) {
      int x = next[cell];
      if (index == 1) next[cell] = (x << 1 & 0xF) | ((x >> 3 ^ x >> 2) & 1);
      if (index == 2) next[cell] = x >> 1 | ((x << 3 ^ x) & 8);
    }
    return next;
  }

  private static int[] shifted(int[] state) {
    int[] next = new int[16];
    for (int row = 0; row < 4; row++) {
      for (int column = 0; column < 4; column++) {
        next[4 * row + (column + row) % 4] = state[4 * row + column];
      }
    }
    return next;
  }

  private static int[] mixed(int[] state) {
    int[] next = new int[16];
    for (int row = 0; row < 4; row++) {
      for (int column = 0; column < 4; column++) {
        for (int from : MIX[row]) next[4 * row + column] ^= state[4 * from + column];
      }
    }
    return next;
  }
}
