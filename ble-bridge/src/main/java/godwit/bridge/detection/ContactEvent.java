package godwit.bridge.detection;

import java.time.Instant;
import java.util.List;

/// One identifier near the receivers of a venue for a while, within one UTC day.
///
/// A single sighting gives an event without length: nothing is added to what was heard.
///
/// @param detection what the first sighting said
/// @param start time of the earliest sighting
/// @param end time of the latest sighting
/// @param samples in order of time; none if no strength was measured
/// @param sightings adverts heard
/// @param rssiMin weakest sighting, or [Rssi#UNKNOWN]
/// @param rssiMax strongest sighting, or [Rssi#UNKNOWN]
/// @param quality the worst of its sightings' times
/// @param receivers by index in [Stays], the one with the most samples first
public record ContactEvent(
    Detection detection,
    Instant start,
    Instant end,
    List<Sample> samples,
    long sightings,
    int rssiMin,
    int rssiMax,
    TimeQuality quality,
    List<Integer> receivers) {
  public ContactEvent {
    if (end.isBefore(start)) throw new IllegalArgumentException("start=" + start + " end=" + end);
    samples = List.copyOf(samples);
    receivers = List.copyOf(receivers);
  }

  /// Whether any sighting had a strength.
  public boolean hasRssi() {
    return rssiMin != Rssi.UNKNOWN;
  }
}
