package godwit.bridge.detection;

import java.util.Arrays;

/// The signal strengths heard in one bin.
///
/// Keeps the first 256, which is 25 adverts a second of one phone: several times what any system
/// sends. So a flood under one identifier costs no memory.
final class RssiTally {
  private static final int MAX_VALUES = 256;

  private final long bin;
  private byte[] values = new byte[8];
  private int count;

  RssiTally(long bin) {
    this.bin = bin;
  }

  /// Number of the bin, from the epoch.
  long bin() {
    return bin;
  }

  void add(int rssi) {
    if (count == MAX_VALUES) return;
    if (count == values.length) values = Arrays.copyOf(values, 2 * count);
    values[count++] = (byte) rssi;
  }

  /// The middle strength; of an even number the weaker middle one, so that it is one that was
  /// heard.
  int median() {
    byte[] sorted = Arrays.copyOf(values, count);
    Arrays.sort(sorted);
    return sorted[(count - 1) / 2];
  }
}
