package godwit.bridge.detection;

import godwit.codec.air.AirSystem;
import godwit.codec.air.Recogniser;
import godwit.codec.air.Recognition;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;

/// The stage that makes sightings of reports: what is contact tracing, and who is it.
///
/// Every report is counted once: `reports = adverts + scanResponses + payloads`, and `adverts =
/// recognised of all systems + possible + unknown + cut`. One thread.
public final class Detector {
  private final Recogniser table;
  private final Consumer<Sighting> sightings;
  private final PayloadJoin join;
  private final Map<AirSystem, Long> recognised = new EnumMap<>(AirSystem.class);
  private long adverts;
  private long scanResponses;
  private long cut;
  private long malformed;
  private long possible;
  private long unknown;
  private long payloads;
  private long unreadable;
  private long identified;

  public Detector(Recogniser table, Consumer<Sighting> sightings) {
    this.table = table;
    this.sightings = sightings;
    this.join = new PayloadJoin(this::identified);
    for (AirSystem system : AirSystem.values()) recognised.put(system, 0L);
  }

  /// Takes one report; true if it was of a tracing system.
  public boolean add(Report report) {
    switch (report.heard()) {
      case Heard.ScanResponse() -> scanResponses++;
      case Heard.CutAdvert() -> {
        adverts++;
        cut++;
      }
      case Heard.Payload payload -> {
        payloads++;
        if (join.payload(report, payload.source(), payload.value().toArray())) return true;
        unreadable++;
      }
      case Heard.Advert advert -> {
        adverts++;
        if (advert.structures().overrun()) malformed++;
        return advert(report, table.recognise(advert.structures()));
      }
    }
    return false;
  }

  private boolean advert(Report report, Recognition recognition) {
    switch (recognition) {
      case Recognition.Carried carried -> {
        recognised.merge(carried.system(), 1L, Long::sum);
        Detection detection = Detection.of(
            carried.system(),
            carried.service(),
            carried.payloadType(),
            carried.body().toArray());
        identified(new Sighting(
            report.millis(), report.quality(), report.receiver(), report.rssi(), detection));
        return true;
      }
      case Recognition.Connectable phone -> {
        recognised.merge(phone.system(), 1L, Long::sum);
        join.advert(report, phone.system(), phone.service(), phone.pseudoAddress());
        return true;
      }
      case Recognition.Possible() -> {
        possible++;
        return false;
      }
      case Recognition.Unknown() -> {
        unknown++;
        return false;
      }
    }
  }

  private void identified(Sighting sighting) {
    identified++;
    sightings.accept(sighting);
  }

  /// What was counted so far.
  public Counts counts() {
    return new Counts(
        adverts,
        scanResponses,
        Map.copyOf(recognised),
        possible,
        unknown,
        cut,
        malformed,
        payloads,
        unreadable,
        identified,
        join.expired());
  }

  /// What a detector met.
  ///
  /// @param adverts whole or cut, each with all its parts
  /// @param scanResponses answers to scan requests; no sightings
  /// @param recognised adverts by system
  /// @param possible adverts of iPhones' applications in the background
  /// @param unknown adverts of no system of the table
  /// @param cut adverts whose end was lost
  /// @param malformed adverts with a structure longer than what is left; what precedes it counts
  /// @param payloads values read over a connection
  /// @param unreadable of these, those of no system
  /// @param identified sightings made
  /// @param expired adverts whose payload nobody read in time
  public record Counts(
      long adverts,
      long scanResponses,
      Map<AirSystem, Long> recognised,
      long possible,
      long unknown,
      long cut,
      long malformed,
      long payloads,
      long unreadable,
      long identified,
      long expired) {
    /// Adverts of contact tracing.
    public long allRecognised() {
      return recognised.values().stream().mapToLong(Long::longValue).sum();
    }
  }
}
