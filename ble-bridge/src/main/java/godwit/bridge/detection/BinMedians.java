package godwit.bridge.detection;

import java.util.Arrays;

/// What one receiver heard of an identifier in one bin, put together.
final class BinMedians {
  private BinMedians() {}

  /// Entries in which each receiver has one for each bin that ended before a moment.
  ///
  /// @param entries by time
  static long[] compact(long[] entries, int beforeMillis, int binMillis) {
    long[] kept = new long[entries.length];
    int size = 0;
    int from = 0;
    while (from < entries.length) {
      int bin = Entry.first(entries[from]) / binMillis;
      int to = from;
      while (to < entries.length && Entry.first(entries[to]) / binMillis == bin) to++;
      if ((bin + 1) * binMillis <= beforeMillis && to - from > 1) {
        size = compactBin(entries, from, to, kept, size);
      } else {
        System.arraycopy(entries, from, kept, size, to - from);
        size += to - from;
      }
      from = to;
    }
    return Arrays.copyOf(kept, size);
  }

  private static int compactBin(long[] entries, int from, int to, long[] kept, int size) {
    boolean[] done = new boolean[to - from];
    for (int index = from; index < to; index++) {
      if (done[index - from]) continue;
      int receiver = Entry.receiver(entries[index]);
      int first = Entry.first(entries[index]);
      int last = first;
      int count = 0;
      TimeQuality quality = TimeQuality.RECEIVER;
      for (int other = index; other < to; other++) {
        if (Entry.receiver(entries[other]) != receiver) continue;
        done[other - from] = true;
        last = Math.max(last, Entry.last(entries[other]));
        count += Entry.count(entries[other]);
        quality = quality.or(Entry.quality(entries[other]));
      }
      int rssi = median(entries, index, to, receiver);
      kept[size++] = Entry.of(first, last, receiver, rssi, count, quality);
    }
    return size;
  }

  /// The middle strength of one receiver's entries; of an even number the weaker middle one, so
  /// that it is one that was heard. [Rssi#UNKNOWN] if none was measured.
  static int median(long[] entries, int from, int to, int receiver) {
    int[] values = new int[(to - from) * Entry.MAX_COUNT];
    int count = 0;
    for (int index = from; index < to; index++) {
      long entry = entries[index];
      if (Entry.receiver(entry) != receiver || Entry.rssi(entry) == Rssi.UNKNOWN) continue;
      for (int time = 0; time < Entry.count(entry); time++) values[count++] = Entry.rssi(entry);
    }
    if (count == 0) return Rssi.UNKNOWN;
    Arrays.sort(values, 0, count);
    return values[(count - 1) / 2];
  }
}
