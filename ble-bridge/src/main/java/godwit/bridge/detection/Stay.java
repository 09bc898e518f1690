package godwit.bridge.detection;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// One identifier on one UTC day at this venue: all that was heard of it, by whichever receiver, in
/// whichever order.
///
/// What its contact events are is worked out from the whole ([EventCutter]), so the order in which
/// reports arrived does not matter.
public final class Stay {
  static final int DAY_MILLIS = 86_400_000;

  /// An event that was handed on: late sightings go into it, as a revision.
  ///
  /// @param startMillis of the day
  /// @param endMillis of the day
  /// @param content stands for what was handed on
  public record Sent(
      java.util.UUID id, int revision, int startMillis, int endMillis, long content) {}

  private final Detection detection;
  private final long day;
  private final List<Sent> sent = new ArrayList<>(0);
  private long[] entries;
  private int size;
  private boolean sorted = true;
  private long touched;
  private int begunBy = -1;

  Stay(Detection detection, long day) {
    this(detection, day, new long[4], 0, List.of());
  }

  Stay(Detection detection, long day, long[] entries, int size, List<Sent> sent) {
    this.detection = detection;
    this.day = day;
    this.entries = entries;
    this.size = size;
    this.sent.addAll(sent);
    this.sorted = false;
  }

  public Detection detection() {
    return detection;
  }

  /// Days since 1970-01-01, UTC.
  public long day() {
    return day;
  }

  /// Sightings, or what stands for several.
  public int size() {
    return size;
  }

  /// Events handed on so far, by their start.
  public List<Sent> sent() {
    return List.copyOf(sent);
  }

  /// When it last grew, on the clock of whoever keeps it.
  public long touched() {
    return touched;
  }

  /// The receiver that heard it first; -1 if that is not known any more.
  int begunBy() {
    return begunBy;
  }

  void begin(int receiver) {
    begunBy = receiver;
  }

  void touch(long at) {
    touched = at;
  }

  void add(long entry) {
    if (size == entries.length) entries = Arrays.copyOf(entries, size + (size >> 1) + 2);
    if (size > 0 && entries[size - 1] > entry) sorted = false;
    entries[size++] = entry;
  }

  /// Takes in what another holds of the same identifier and day.
  public void merge(Stay other) {
    for (int index = 0; index < other.size; index++) add(other.entries[index]);
    for (Sent each : other.sent) {
      if (sent.stream().noneMatch(own -> own.id().equals(each.id()))) sent.add(each);
    }
  }

  /// Notes that an event was handed on; a revision takes the place of what it revises.
  public void handedOn(Sent event) {
    sent.removeIf(each -> each.id().equals(event.id()));
    sent.add(event);
    sent.sort(java.util.Comparator.comparingInt(Sent::startMillis));
  }

  /// The entries by time.
  long[] entries() {
    if (!sorted) Arrays.sort(entries, 0, size);
    sorted = true;
    return Arrays.copyOf(entries, size);
  }

  /// Puts what one receiver heard in one bin, and which ended before a moment of the day, into one
  /// entry, with the median strength: so a long stay stays small.
  void compact(int beforeMillis, int binMillis) {
    long[] all = entries();
    long[] kept = BinMedians.compact(all, beforeMillis, binMillis);
    entries = kept;
    size = kept.length;
    sorted = false;
  }
}
