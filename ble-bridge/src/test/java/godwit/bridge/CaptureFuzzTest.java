package godwit.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import godwit.bridge.detection.Adverts;
import godwit.bridge.detection.ContactEvent;
import godwit.bridge.detection.Detector;
import godwit.bridge.detection.EventRules;
import godwit.bridge.feed.CaptureBytes;
import godwit.bridge.feed.CaptureException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Any bytes as a capture, and any as the HCI events of one: each record is accounted for, the same
/// bytes give the same events, and no event is of a time that cannot be.
///
/// - shape: `u8 choice | bytes`; an even choice takes the bytes for a file, an odd one for events
///   with their length in front, so that few inputs end at a header that is no capture's
/// - units: bytes
/// - errors: any throwable but [CaptureException] is a finding
/// - source: docs/fuzzing.md
class CaptureFuzzTest {
  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

  @FuzzTest(maxDuration = "10m")
  void keepsWhatItPromises(byte[] input) throws IOException {
    check(input);
  }

  /// So that the promises are tried where no fuzzer runs: a sound capture, cut and changed.
  @Test
  void theyAreKeptOnAChangedCapture() throws IOException {
    byte[] gaen = Adverts.gaenWithFlags(Adverts.body(2, 20));
    byte[] events = Adverts.concat(
        framed(CaptureBytes.legacyEvent(3, 0x4A11C2D3E4F5L, -61, gaen)),
        framed(CaptureBytes.extendedEvent(1 << 5, 0x5C31C2D3E4F7L, 1, -70, new byte[3])),
        framed(CaptureBytes.extendedEvent(0, 0x5C31C2D3E4F7L, 1, -70, gaen)));
    byte[] capture = capture(events);
    for (byte[] whole :
        List.of(Adverts.concat(new byte[] {0}, capture), Adverts.concat(new byte[] {1}, events))) {
      for (int size = 0; size <= whole.length; size++) check(Arrays.copyOf(whole, size));
      for (int bit = 8; bit < whole.length * 8; bit++) {
        byte[] changed = whole.clone();
        changed[bit / 8] ^= (byte) (1 << (bit % 8));
        check(changed);
      }
    }
  }

  /// Throws where a promise is broken.
  static void check(byte[] input) throws IOException {
    if (input.length == 0) return;
    byte[] bytes = Arrays.copyOfRange(input, 1, input.length);
    byte[] capture = (input[0] & 1) == 0 ? bytes : capture(bytes);
    List<ContactEvent> events = new ArrayList<>();
    ReplayCounts counts;
    try {
      counts = replay(capture, events);
    } catch (CaptureException refused) {
      assertTrue(refused.offset() <= capture.length);
      return;
    }
    assertEquals(
        counts.records(),
        counts.hciEvents()
            + counts.otherRecords()
            + counts.cutRecords()
            + counts.untimelyRecords());
    assertEquals(
        counts.reports(),
        counts.detected().adverts() + counts.detected().scanResponses() + counts.partialReports());
    Detector.Counts detected = counts.detected();
    assertEquals(
        detected.adverts(),
        detected.allRecognised() + detected.possible() + detected.unknown() + detected.cut());
    assertEquals(
        detected.identified() - counts.droppedSightings(),
        events.stream().mapToLong(ContactEvent::sightings).sum());
    for (ContactEvent event : events) {
      assertFalse(event.start().isBefore(RecordTimes.FIRST));
      assertTrue(event.end().isBefore(RecordTimes.END));
      assertFalse(event.end().isBefore(event.start()));
    }
    List<ContactEvent> again = new ArrayList<>();
    assertEquals(counts, replay(capture, again));
    assertEquals(events.size(), again.size());
  }

  private static ReplayCounts replay(byte[] capture, List<ContactEvent> events) throws IOException {
    return Replay.run(new ByteArrayInputStream(capture), EventRules.STANDARD, events::add);
  }

  /* Bytes as events of a capture, one a second; the first byte of each is its length. */
  private static byte[] capture(byte[] framed) {
    CaptureBytes capture = CaptureBytes.h4();
    int second = 0;
    for (int at = 0; at < framed.length; ) {
      int length = Math.min(framed[at] & 0xFF, framed.length - at - 1);
      byte[] event = Arrays.copyOfRange(framed, at + 1, at + 1 + length);
      capture.event(NOON.plusSeconds(second++), event);
      at += 1 + length;
    }
    return capture.bytes();
  }

  private static byte[] framed(byte[] event) {
    return Adverts.concat(new byte[] {(byte) event.length}, event);
  }
}
