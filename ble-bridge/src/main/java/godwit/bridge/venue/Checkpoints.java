package godwit.bridge.venue;

import godwit.bridge.detection.ContactEvent;
import godwit.bridge.detection.EventCutter;
import godwit.bridge.detection.EventRules;
import godwit.bridge.detection.Receiver;
import godwit.bridge.detection.Stay;
import godwit.bridge.detection.StayBytes;
import godwit.bridge.detection.Stays;
import godwit.bridge.spool.Spool;
import godwit.bridge.spool.SpoolException;
import godwit.bridge.time.Clocks;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/// The step from stays in memory to events on disk.
///
/// A stay that fell silent is cut; its events wait from then on, and it is kept for a day, so that
/// what comes late finds it and revises them. Of stays that go on, events that are long over wait
/// too.
final class Checkpoints {
  static final int MAX_CLOSED = 5_000;

  private static final int CHUNK_BYTES = 256 * 1024;
  private static final long COMPACT_MILLIS = 120_000;

  private final PipelineRules rules;
  private final Clocks clocks;
  private final Spool spool;
  private final EventIds ids;
  private final Coverage coverage;
  private final Supplier<Duration> gap;
  private final EventRecords records;

  Checkpoints(
      PipelineRules rules,
      Clocks clocks,
      Spool spool,
      EventIds ids,
      Coverage coverage,
      Supplier<Duration> gap) {
    this.rules = rules;
    this.clocks = clocks;
    this.spool = spool;
    this.ids = ids;
    this.coverage = coverage;
    this.gap = gap;
    this.records = new EventRecords(rules.authority(), rules.events().binSeconds());
  }

  /// Makes one; if it fails, the stays are no longer what is on disk.
  void make(Stays stays, long journalSeq) throws SpoolException {
    long now = clocks.nanoTime();
    long nowMillis = clocks.millis();
    EventRules cutting = rules.events().withGap(silence());
    long quiet = cutting.gap().plus(rules.settle()).toNanos();
    List<Spool.Event> events = new ArrayList<>();
    long passersBy = 0;
    Map<String, Spool.ClosedStay> closed = new LinkedHashMap<>();
    int[] left = {MAX_CLOSED};
    List<Stay> silent = stays.take(stay -> now - stay.touched() > quiet && left[0]-- > 0);
    for (Stay stay : silent) {
      byte[] id = ids.stay(stay.detection().identifier(), stay.day());
      Stay whole = withEarlier(id, stay);
      List<EventCutter.Cut> cuts = EventCutter.cut(whole, cutting);
      passersBy += handOn(stays, whole, cuts, events);
      Spool.ClosedStay kept = new Spool.ClosedStay(id, whole.day(), bytes(List.of(whole)));
      closed.put(HexFormat.of().formatHex(id), kept);
    }
    stays.compactBefore(nowMillis - COMPACT_MILLIS);
    long over = nowMillis - Duration.ofNanos(quiet).toMillis();
    for (Stay stay : stays.all()) handOnWhatIsOver(stays, stay, cutting, over, events);
    spool.checkpoint(new Spool.Checkpoint(
        journalSeq,
        closed,
        chunks(stays),
        coverage.bytes(),
        events,
        receivers(stays),
        Map.of("passersBy", passersBy)));
    spool.keepWithinBounds(nowMillis / 1000);
  }

  /* The gap may not be more than half of the longest event. */
  private Duration silence() {
    Duration most = rules.events().maxLength().dividedBy(2);
    Duration wanted = gap.get().compareTo(rules.events().gap()) > 0
        ? gap.get()
        : rules.events().gap();
    return wanted.compareTo(most) > 0 ? most : wanted;
  }

  private void handOnWhatIsOver(
      Stays stays, Stay stay, EventRules cutting, long overMillis, List<Spool.Event> events) {
    if (stay.size() < 2) return;
    List<EventCutter.Cut> cuts = EventCutter.cut(stay, cutting);
    if (cuts.size() < 2) return;
    List<EventCutter.Cut> over = cuts.subList(0, cuts.size() - 1).stream()
        .filter(cut -> cut.event().end().toEpochMilli() < overMillis)
        .toList();
    handOn(stays, stay, over, events);
  }

  /* How many were of who passed by. */
  private long handOn(
      Stays stays, Stay stay, List<EventCutter.Cut> cuts, List<Spool.Event> events) {
    long passersBy = 0;
    for (EventCutter.Cut cut : cuts) {
      ContactEvent event = cut.event();
      Optional<Stay.Sent> before = cut.before();
      if (before.isEmpty() && isOfPasserBy(event)) {
        passersBy++;
        continue;
      }
      List<String> areas = areas(stays, event);
      long content = records.content(event, areas);
      if (before.isPresent() && before.get().content() == content) continue;
      long bin = event.start().getEpochSecond() / rules.events().binSeconds();
      UUID id =
          before.map(Stay.Sent::id).orElseGet(() -> ids.event(event.detection().identifier(), bin));
      int revision = before.map(sent -> Math.min(sent.revision() + 1, 0xFFFF)).orElse(0);
      int percent =
          coverage.percent(areas, event.start().toEpochMilli(), event.end().toEpochMilli());
      byte[] record = records.record(event, id, revision, areas, percent);
      events.add(new Spool.Event(id, event.end().getEpochSecond(), record));
      stay.handedOn(new Stay.Sent(id, revision, cut.fromMillis(), cut.toMillis(), content));
    }
    return passersBy;
  }

  private boolean isOfPasserBy(ContactEvent event) {
    if (event.hasRssi()) return event.samples().size() < rules.minSamples();
    long bins = Duration.between(event.start(), event.end()).toSeconds()
        / rules.events().binSeconds();
    return bins + 1 < rules.minSamples();
  }

  private Stay withEarlier(byte[] id, Stay stay) throws SpoolException {
    Optional<byte[]> earlier = spool.stay(id);
    if (earlier.isEmpty()) return stay;
    try {
      Stay whole = StayBytes.read(new DataInputStream(new ByteArrayInputStream(earlier.get())));
      whole.merge(stay);
      return whole;
    } catch (IOException broken) {
      throw new IllegalStateException("a stay that was sealed here cannot be read", broken);
    }
  }

  private static List<String> areas(Stays stays, ContactEvent event) {
    return event.receivers().stream()
        .flatMap(index -> stays.receiver(index).stream())
        .map(Receiver::area)
        .distinct()
        .toList();
  }

  private static List<Spool.ReceiverRow> receivers(Stays stays) {
    List<Spool.ReceiverRow> rows = new ArrayList<>();
    for (Receiver receiver : stays.receivers()) {
      rows.add(new Spool.ReceiverRow(rows.size(), receiver.name(), receiver.area()));
    }
    return rows;
  }

  private static List<byte[]> chunks(Stays stays) {
    List<byte[]> chunks = new ArrayList<>();
    List<Stay> some = new ArrayList<>();
    int bytes = 0;
    for (Stay stay : stays.all()) {
      some.add(stay);
      bytes += 64 + 8 * stay.size();
      if (bytes < CHUNK_BYTES) continue;
      chunks.add(bytes(some));
      some.clear();
      bytes = 0;
    }
    if (!some.isEmpty()) chunks.add(bytes(some));
    return chunks;
  }

  private static byte[] bytes(List<Stay> stays) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      for (Stay stay : stays) StayBytes.write(stay, out);
    } catch (IOException e) {
      throw new IllegalStateException("memory takes all that is written", e);
    }
    return bytes.toByteArray();
  }
}
