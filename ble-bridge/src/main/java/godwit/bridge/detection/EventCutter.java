package godwit.bridge.detection;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Cuts a stay into contact events.
///
/// An event ends where there is silence for longer than the gap, where it would become too long,
/// and
/// with the UTC day. Two events that were handed on already stay two: where late sightings fill the
/// silence between them, they go to the earlier one.
public final class EventCutter {
  private static final long DAY_MILLIS = 86_400_000L;

  private EventCutter() {}

  /// A contact event, and what was handed on of it before.
  ///
  /// @param fromMillis its first millisecond within the day
  /// @param toMillis its last
  public record Cut(
      ContactEvent event, int fromMillis, int toMillis, java.util.Optional<Stay.Sent> before) {}

  /// The events of a stay, by time.
  public static List<Cut> cut(Stay stay, EventRules rules) {
    long[] entries = stay.entries();
    List<Cut> events = new ArrayList<>(1);
    int from = 0;
    while (from < entries.length) {
      int to = end(entries, from, rules, stay.sent());
      events.add(event(stay, entries, from, to, rules));
      from = to;
    }
    return events;
  }

  private static int end(long[] entries, int from, EventRules rules, List<Stay.Sent> sent) {
    int start = Entry.first(entries[from]);
    int last = Entry.last(entries[from]);
    boolean within = isOfSent(sent, start, last);
    int to = from + 1;
    for (; to < entries.length; to++) {
      int first = Entry.first(entries[to]);
      if (first - last > rules.gap().toMillis()) break;
      if (Math.max(last, Entry.last(entries[to])) - start > rules.maxLength().toMillis()) break;
      if (startsSent(sent, first, start)) {
        if (within) break;
        within = true;
      }
      last = Math.max(last, Entry.last(entries[to]));
    }
    return to;
  }

  /// Whether an event that was handed on reaches into this stretch.
  private static boolean isOfSent(List<Stay.Sent> sent, int from, int to) {
    return sent.stream().anyMatch(each -> each.startMillis() <= to && each.endMillis() >= from);
  }

  /// Whether an event that was handed on starts here, after the start of the present one.
  private static boolean startsSent(List<Stay.Sent> sent, int at, int start) {
    return sent.stream().anyMatch(each -> each.startMillis() == at && at > start);
  }

  private static Cut event(Stay stay, long[] entries, int from, int to, EventRules rules) {
    int start = Entry.first(entries[from]);
    int end = start;
    long sightings = 0;
    int weakest = Rssi.UNKNOWN;
    int strongest = Rssi.UNKNOWN;
    TimeQuality quality = TimeQuality.RECEIVER;
    for (int index = from; index < to; index++) {
      long entry = entries[index];
      end = Math.max(end, Entry.last(entry));
      sightings += Entry.count(entry);
      quality = quality.or(Entry.quality(entry));
      int rssi = Entry.rssi(entry);
      if (rssi == Rssi.UNKNOWN) continue;
      weakest = weakest == Rssi.UNKNOWN ? rssi : Math.min(weakest, rssi);
      strongest = strongest == Rssi.UNKNOWN ? rssi : Math.max(strongest, rssi);
    }
    Map<Integer, Integer> samplesBy = new HashMap<>(2);
    List<Sample> samples = samples(entries, from, to, start / 1000, rules, samplesBy);
    long midnight = stay.day() * DAY_MILLIS;
    ContactEvent event = new ContactEvent(
        stay.detection(),
        Instant.ofEpochMilli(midnight + start),
        Instant.ofEpochMilli(midnight + end),
        samples,
        sightings,
        weakest,
        strongest,
        quality,
        byCount(samplesBy));
    int first = start;
    int last = end;
    return new Cut(
        event,
        first,
        last,
        stay.sent().stream()
            .filter(each -> each.startMillis() <= last && each.endMillis() >= first)
            .findFirst());
  }

  /* One sample a bin: of the receivers that heard it, the strongest one's median. */
  private static List<Sample> samples(
      long[] entries,
      int from,
      int to,
      int startSecond,
      EventRules rules,
      Map<Integer, Integer> by) {
    List<Sample> samples = new ArrayList<>();
    int at = from;
    while (at < to) {
      int bin = Entry.first(entries[at]) / rules.binMillis();
      int next = at;
      while (next < to && Entry.first(entries[next]) / rules.binMillis() == bin) next++;
      int best = Rssi.UNKNOWN;
      int bestReceiver = -1;
      for (int index = at; index < next; index++) {
        int receiver = Entry.receiver(entries[index]);
        if (heardBefore(entries, at, index, receiver)) continue;
        int median = BinMedians.median(entries, index, next, receiver);
        by.merge(receiver, 0, Integer::sum);
        if (median == Rssi.UNKNOWN) continue;
        boolean better =
            best == Rssi.UNKNOWN || median > best || (median == best && receiver < bestReceiver);
        if (!better) continue;
        best = median;
        bestReceiver = receiver;
      }
      if (bestReceiver >= 0) {
        by.merge(bestReceiver, 1, Integer::sum);
        samples.add(new Sample(Math.max(0, bin * rules.binSeconds() - startSecond), best));
      }
      at = next;
    }
    return samples;
  }

  private static boolean heardBefore(long[] entries, int from, int index, int receiver) {
    for (int before = from; before < index; before++) {
      if (Entry.receiver(entries[before]) == receiver) return true;
    }
    return false;
  }

  private static List<Integer> byCount(Map<Integer, Integer> samples) {
    return samples.entrySet().stream()
        .sorted(Map.Entry.<Integer, Integer>comparingByValue()
            .reversed()
            .thenComparing(Map.Entry.comparingByKey()))
        .map(Map.Entry::getKey)
        .toList();
  }
}
