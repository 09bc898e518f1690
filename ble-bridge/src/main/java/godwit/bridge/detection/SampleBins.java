package godwit.bridge.detection;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The signal strengths of one open event, by bin.
///
/// Bins that can still change hold what was heard; older ones only their median, so that a long
/// event stays small.
final class SampleBins {
  private static final int RSSI_BITS = 8;

  private final int binSeconds;
  private final List<RssiTally> tallies = new ArrayList<>(2);
  private long[] settled = new long[4];
  private int settledCount;

  SampleBins(int binSeconds) {
    this.binSeconds = binSeconds;
  }

  void add(long epochSecond, int rssi) {
    tally(Math.floorDiv(epochSecond, binSeconds)).add(rssi);
  }

  /// Reduces every bin that ended before this second to its median.
  void settleBefore(long epochSecond) {
    long firstOpen = Math.floorDiv(epochSecond, binSeconds);
    int done = 0;
    while (done < tallies.size() && tallies.get(done).bin() < firstOpen) {
      settle(tallies.get(done++));
    }
    tallies.subList(0, done).clear();
  }

  /// The medians of all bins, as seconds from `startSecond`.
  List<Sample> samples(long startSecond) {
    for (RssiTally tally : tallies) {
      settle(tally);
    }
    tallies.clear();
    List<Sample> samples = new ArrayList<>(settledCount);
    for (int index = 0; index < settledCount; index++) {
      long binSecond = (settled[index] >> RSSI_BITS) * binSeconds;
      int offsetSeconds = (int) Math.max(0, binSecond - startSecond);
      samples.add(new Sample(offsetSeconds, (byte) settled[index]));
    }
    return samples;
  }

  private RssiTally tally(long bin) {
    int index = tallies.size();
    while (index > 0 && tallies.get(index - 1).bin() > bin) index--;
    if (index > 0 && tallies.get(index - 1).bin() == bin) return tallies.get(index - 1);
    RssiTally tally = new RssiTally(bin);
    tallies.add(index, tally);
    return tally;
  }

  private void settle(RssiTally tally) {
    if (settledCount == settled.length) settled = Arrays.copyOf(settled, 2 * settledCount);
    settled[settledCount++] = tally.bin() << RSSI_BITS | (tally.median() & 0xFF);
  }
}
