package godwit.bridge.detection;

/// A sighting within a stay, or several of one receiver in one bin, as one number.
///
/// - shape: from the highest bit, below the sign: 27 first millisecond of the day, 14 milliseconds
///   to the last, 9 receiver, 8 RSSI, 3 count, 2 time quality
/// - units: RSSI in dBm plus 128; a count of 7 is 7 or more
/// - errors: none
/// - source: our own
///
/// Numbers sort by their first millisecond.
final class Entry {
  static final int MAX_RECEIVERS = 1 << 9;
  static final int MAX_COUNT = 7;

  private static final int DAY_MILLIS = 86_400_000;

  private Entry() {}

  static long of(int first, int last, int receiver, int rssi, int count, TimeQuality quality) {
    if (first < 0 || first >= DAY_MILLIS || last < first || receiver >>> 9 != 0) {
      throw new IllegalArgumentException(first + " " + last + " " + receiver);
    }
    return (long) first << 36
        | (long) Math.min(last - first, 0x3FFF) << 22
        | (long) receiver << 13
        | (long) (rssi + 128) << 5
        | (long) Math.min(count, MAX_COUNT) << 2
        | quality.code();
  }

  static int first(long entry) {
    return (int) (entry >>> 36);
  }

  static int last(long entry) {
    return first(entry) + (int) (entry >>> 22 & 0x3FFF);
  }

  static int receiver(long entry) {
    return (int) (entry >>> 13 & 0x1FF);
  }

  static int rssi(long entry) {
    return (int) (entry >>> 5 & 0xFF) - 128;
  }

  static int count(long entry) {
    return (int) (entry >>> 2 & 7);
  }

  static TimeQuality quality(long entry) {
    return TimeQuality.of((int) (entry & 3));
  }
}
