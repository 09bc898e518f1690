package godwit.bridge;

import godwit.bridge.detection.ContactEvent;
import godwit.bridge.detection.ContactEvents;
import godwit.bridge.detection.DistinctIdentifiers;
import godwit.bridge.detection.EventRules;
import godwit.bridge.detection.RecognitionTable;
import godwit.bridge.detection.Sighting;
import godwit.bridge.feed.AdvertisingReport;
import godwit.bridge.feed.BtsnoopReader;
import godwit.bridge.feed.HciReports;
import godwit.codec.air.TracingSystem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// One capture's way through the bridge: records, reports, sightings, contact events.
///
/// The same bytes give the same events in the same order, whatever the clock says.
final class Replay {
  /// Identifiers counted apart; 40 MB at the most.
  static final int MAX_IDENTIFIERS = 500_000;

  private final RecognitionTable table = RecognitionTable.ALL;
  private final HciReports hci = new HciReports(this::report);
  private final ContactEvents events;
  private final DistinctIdentifiers identifiers = new DistinctIdentifiers(MAX_IDENTIFIERS);
  private final Map<TracingSystem, Long> recognised = new EnumMap<>(TracingSystem.class);
  private final RecordTimes times = new RecordTimes(this::record);
  private Instant previous = Instant.MIN;
  private long records;
  private long hciEvents;
  private long otherRecords;
  private long cutRecords;
  private long backwardRecords;
  private long recorderDrops;
  private long adverts;
  private long scanResponses;
  private long unknown;
  private long cutAdverts;
  private long malformedAdverts;

  private Replay(EventRules rules, Consumer<ContactEvent> closed) {
    events = new ContactEvents(rules, closed);
    table.systems().forEach(system -> recognised.put(system, 0L));
  }

  /// Runs a capture through; events go to `closed` as they close.
  ///
  /// @throws godwit.bridge.feed.CaptureException if the capture cannot be read to its end
  static ReplayCounts run(InputStream capture, EventRules rules, Consumer<ContactEvent> closed)
      throws IOException {
    Replay replay = new Replay(rules, closed);
    replay.readAll(new BtsnoopReader(capture));
    return replay.counts();
  }

  private void readAll(BtsnoopReader capture) throws IOException {
    while (capture.next()) {
      records++;
      recorderDrops = capture.recorderDrops();
      Optional<ByteBuffer> event =
          capture.isEvent() ? Optional.of(capture.event()) : Optional.empty();
      times.add(new CaptureRecord(capture.time(), capture.isCut(), event));
    }
    times.end();
    hci.end();
    events.closeAll();
  }

  private void record(CaptureRecord record) {
    if (record.time().isBefore(previous)) backwardRecords++;
    previous = record.time();
    if (record.cut()) {
      cutRecords++;
    } else if (record.event().isPresent()) {
      hciEvents++;
      hci.read(record.time(), record.event().get());
    } else {
      otherRecords++;
    }
  }

  private void report(AdvertisingReport report) {
    if (report.scanResponse()) {
      scanResponses++;
      return;
    }
    adverts++;
    if (report.cut()) {
      cutAdverts++;
      return;
    }
    if (report.structures().overrun()) malformedAdverts++;
    table
        .recognise(report.structures())
        .map(detection -> new Sighting(report.time(), report.rssi(), detection))
        .ifPresentOrElse(this::sighting, () -> unknown++);
  }

  private void sighting(Sighting sighting) {
    recognised.merge(sighting.detection().system(), 1L, Long::sum);
    identifiers.add(sighting.detection().identifier());
    events.add(sighting);
  }

  private ReplayCounts counts() {
    return new ReplayCounts(
        records,
        hciEvents,
        otherRecords,
        cutRecords,
        times.untimely(),
        backwardRecords,
        recorderDrops,
        hci.reports(),
        hci.partial(),
        hci.abandoned(),
        adverts,
        scanResponses,
        recognised,
        unknown,
        cutAdverts,
        hci.malformed(),
        malformedAdverts,
        events.dropped(),
        events.clockSteps(),
        identifiers.count(),
        identifiers.isExact());
  }
}
