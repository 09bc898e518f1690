package godwit.bridge.detection;

import java.time.Duration;
import java.time.Instant;

/// A contact event that may still grow.
final class OpenEvent {
  private final EventRules rules;
  private final Detection detection;
  private final SampleBins bins;
  private Instant start;
  private Instant end;
  private long sightings;
  private int rssiMin = Rssi.UNKNOWN;
  private int rssiMax = Rssi.UNKNOWN;

  OpenEvent(EventRules rules, Sighting first) {
    this.rules = rules;
    this.detection = first.detection();
    this.bins = new SampleBins(rules.binSeconds());
    this.start = first.time();
    this.end = first.time();
  }

  /// Whether a sighting of the same identifier and day belongs to this event.
  boolean takes(Instant time) {
    if (time.isAfter(end.plus(rules.gap()))) return false;
    Instant earliest = time.isBefore(start) ? time : start;
    Instant latest = time.isAfter(end) ? time : end;
    return Duration.between(earliest, latest).compareTo(rules.maxLength()) <= 0;
  }

  /// Adds a sighting; none will come that is earlier than `settled`.
  void add(Sighting sighting, Instant settled) {
    Instant time = sighting.time();
    if (time.isBefore(start)) start = time;
    if (time.isAfter(end)) end = time;
    sightings++;
    int rssi = sighting.rssi();
    if (rssi == Rssi.UNKNOWN) return;
    bins.settleBefore(settled.getEpochSecond());
    bins.add(time.getEpochSecond(), rssi);
    rssiMin = rssiMin == Rssi.UNKNOWN ? rssi : Math.min(rssiMin, rssi);
    rssiMax = rssiMax == Rssi.UNKNOWN ? rssi : Math.max(rssiMax, rssi);
  }

  boolean endedBefore(Instant time) {
    return end.isBefore(time);
  }

  ContactEvent close() {
    return new ContactEvent(
        detection, start, end, bins.samples(start.getEpochSecond()), sightings, rssiMin, rssiMax);
  }
}
