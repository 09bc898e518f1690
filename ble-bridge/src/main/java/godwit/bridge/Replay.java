package godwit.bridge;

import godwit.bridge.detection.ContactEvent;
import godwit.bridge.detection.Detector;
import godwit.bridge.detection.DistinctIdentifiers;
import godwit.bridge.detection.EventCutter;
import godwit.bridge.detection.EventRules;
import godwit.bridge.detection.Heard;
import godwit.bridge.detection.Receiver;
import godwit.bridge.detection.Report;
import godwit.bridge.detection.Sighting;
import godwit.bridge.detection.Stay;
import godwit.bridge.detection.Stays;
import godwit.bridge.detection.TimeQuality;
import godwit.bridge.feed.AdvertisingReport;
import godwit.bridge.feed.CaptureReader;
import godwit.bridge.feed.Captures;
import godwit.bridge.feed.HciReports;
import godwit.codec.air.Recogniser;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Captures on their way through the bridge: records, reports, sightings, contact events.
///
/// Several captures are several receivers of one venue. The same bytes give the same events, in
/// whichever order the captures are read, and whatever the clock says.
final class Replay {
  /// Identifiers counted apart; 40 MB at the most.
  static final int MAX_IDENTIFIERS = 500_000;

  private static final Comparator<ContactEvent> BY_TIME = Comparator.comparing(ContactEvent::start)
      .thenComparing(event -> event.detection().identifier())
      .thenComparing(ContactEvent::end);

  private final EventRules rules;
  private final Detector detector;
  private final Stays stays;
  private final DistinctIdentifiers identifiers = new DistinctIdentifiers(MAX_IDENTIFIERS);
  private final ReplayCounts.Records records = new ReplayCounts.Records();
  private Instant latest = Instant.MIN;

  Replay(EventRules rules, Recogniser table) {
    this.rules = rules;
    this.detector = new Detector(table, this::sighting);
    this.stays = new Stays(rules, Stays.Bounds.CAPTURE);
  }

  /// Runs one capture through; events go to `sink` once it has ended.
  ///
  /// @throws godwit.bridge.feed.CaptureException if the capture cannot be read to its end
  static ReplayCounts run(InputStream capture, EventRules rules, Consumer<ContactEvent> sink)
      throws IOException {
    Replay replay = new Replay(rules, Recogniser.STANDARD);
    replay.read(Captures.open(capture), new Receiver("capture", ""));
    replay.events().forEach(sink);
    return replay.counts();
  }

  /// Reads a receiver's capture to its end.
  void read(CaptureReader capture, Receiver receiver) throws IOException {
    HciReports hci = new HciReports(report -> detector.add(report(report, receiver)));
    OneCapture one = new OneCapture(hci);
    RecordTimes times = new RecordTimes(one::record);
    long drops = 0;
    while (capture.next()) {
      records.all++;
      drops = capture.recorderDrops();
      Optional<ByteBuffer> event =
          capture.isEvent() ? Optional.of(capture.event()) : Optional.empty();
      times.add(new CaptureRecord(capture.time(), capture.isCut(), event));
    }
    times.end();
    hci.end();
    records.untimely += times.untimely();
    records.recorderDrops += drops;
    records.add(hci);
  }

  /// All contact events, by time.
  List<ContactEvent> events() {
    return cut(stays.all());
  }

  /// Takes out the events of stays that fell silent, by the time of what was read last.
  List<ContactEvent> silent() {
    if (latest.equals(Instant.MIN)) return List.of();
    long quiet = rules.gap().multipliedBy(2).toMillis();
    long now = latest.toEpochMilli();
    return cut(stays.take(stay -> now - stay.touched() > quiet));
  }

  ReplayCounts counts() {
    return records.with(
        detector.counts(), stays.dropped(), identifiers.count(), identifiers.isExact());
  }

  /// The names of the receivers of an event.
  List<String> receivers(ContactEvent event) {
    return event.receivers().stream()
        .flatMap(index -> stays.receiver(index).stream())
        .map(Receiver::name)
        .sorted()
        .toList();
  }

  private void sighting(Sighting sighting) {
    identifiers.add(sighting.detection().identifier());
    stays.add(sighting, sighting.millis());
  }

  private List<ContactEvent> cut(Collection<Stay> from) {
    List<ContactEvent> events = new ArrayList<>();
    for (Stay stay : from) {
      for (EventCutter.Cut cut : EventCutter.cut(stay, rules)) events.add(cut.event());
    }
    events.sort(BY_TIME);
    return events;
  }

  private static Report report(AdvertisingReport report, Receiver receiver) {
    Heard heard = report.scanResponse()
        ? new Heard.ScanResponse()
        : report.cut() ? new Heard.CutAdvert() : new Heard.Advert(report.structures());
    return new Report(
        receiver,
        report.time().toEpochMilli(),
        TimeQuality.RECEIVER,
        report.sender(),
        report.rssi(),
        heard);
  }

  /// The records of one capture, whose times can be believed.
  private final class OneCapture {
    private final HciReports hci;
    private Instant previous = Instant.MIN;

    private OneCapture(HciReports hci) {
      this.hci = hci;
    }

    private void record(CaptureRecord record) {
      Instant time = record.time();
      if (time.isBefore(previous)) records.backward++;
      if (!previous.equals(Instant.MIN) && time.isBefore(previous.minus(rules.gap()))) {
        records.clockSteps++;
      }
      previous = time;
      if (time.isAfter(latest)) latest = time;
      if (record.cut()) {
        records.cut++;
      } else if (record.event().isPresent()) {
        records.hciEvents++;
        hci.read(time, record.event().get());
      } else {
        records.other++;
      }
    }
  }
}
