package godwit.bridge.detection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.codec.air.TracingSystem;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ContactEventsTest {
  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
  private static final Instant MIDNIGHT = Instant.parse("2026-11-21T00:00:00Z");

  private final List<ContactEvent> closed = new ArrayList<>();
  private final ContactEvents events = new ContactEvents(EventRules.STANDARD, closed::add);

  @Test
  void keepsSightingsUpToTheGapTogether() {
    hear(1, NOON, -60);
    hear(1, NOON.plusSeconds(60), -70);
    hear(1, NOON.plusSeconds(120), -50);
    events.closeAll();
    assertEquals(List.of("12:00:00 12:02:00 3"), spans());
    assertEquals(-70, closed.getFirst().rssiMin());
    assertEquals(-50, closed.getFirst().rssiMax());
  }

  @Test
  void closesAfterMoreThanTheGap() {
    hear(1, NOON, -60);
    hear(1, NOON.plusSeconds(60).plusNanos(1000), -60);
    assertEquals(1, closed.size());
    events.closeAll();
    assertEquals(List.of("12:00:00 12:00:00 1", "12:01:00.000001 12:01:00.000001 1"), spans());
  }

  @Test
  void handsOnASilentEventWhileOthersAreHeard() {
    hear(1, NOON, -60);
    for (int second = 1; second <= 71; second++) {
      hear(2, NOON.plusSeconds(second), -60);
    }
    assertEquals(List.of("12:00:00 12:00:00 1"), spans());
  }

  @Test
  void tellsIdentifiersApart() {
    hear(1, NOON, -60);
    hear(2, NOON.plusSeconds(1), -60);
    hear(1, NOON.plusSeconds(2), -60);
    events.closeAll();
    assertEquals(List.of("12:00:00 12:00:02 2", "12:00:01 12:00:01 1"), spans());
  }

  @Test
  void splitsAStayAtTheMaximumLength() {
    for (int second = 0; second <= 920; second += 10) {
      hear(1, NOON.plusSeconds(second), -60);
    }
    events.closeAll();
    assertEquals(List.of("12:00:00 12:15:00 91", "12:15:10 12:15:20 2"), spans());
  }

  @Test
  void splitsAtMidnight() {
    hear(1, MIDNIGHT.minusSeconds(10), -60);
    hear(1, MIDNIGHT.minusNanos(1000), -60);
    hear(1, MIDNIGHT, -60);
    hear(1, MIDNIGHT.plusSeconds(10), -60);
    events.closeAll();
    assertEquals(List.of("23:59:50 23:59:59.999999 2", "00:00:00 00:00:10 2"), spans());
  }

  @Test
  void splitsAtMidnightOnceThoughTimesRunBackwards() {
    hear(1, MIDNIGHT.minusSeconds(10), -60);
    hear(1, MIDNIGHT.plusSeconds(1), -60);
    hear(1, MIDNIGHT.minusSeconds(1), -60);
    hear(1, MIDNIGHT.plusSeconds(2), -60);
    events.closeAll();
    assertEquals(List.of("23:59:50 23:59:59 2", "00:00:01 00:00:02 2"), spans());
  }

  @Test
  void putsALateSightingWhereItBelongs() {
    hear(1, NOON.plusSeconds(30), -60);
    hear(1, NOON, -80);
    hear(1, NOON.plusSeconds(31), -60);
    events.closeAll();
    assertEquals(List.of("12:00:00 12:00:31 3"), spans());
    assertEquals(
        List.of(new Sample(0, -80), new Sample(30, -60)), closed.getFirst().samples());
    assertEquals(0, events.clockSteps());
  }

  @Test
  void startsAnewWhenTheClockIsSetBack() {
    hear(1, NOON, -60);
    hear(1, NOON.minusSeconds(3600), -60);
    hear(1, NOON.minusSeconds(3590), -60);
    events.closeAll();
    assertEquals(List.of("12:00:00 12:00:00 1", "11:00:00 11:00:10 2"), spans());
    assertEquals(1, events.clockSteps());
  }

  @Test
  void samplesTheMedianOfEachTenSeconds() {
    Instant start = NOON.plusSeconds(7);
    hear(1, start, -60);
    hear(1, start.plusSeconds(1), -90);
    hear(1, start.plusSeconds(2), -50);
    hear(1, start.plusSeconds(3), -40); // 12:00:10, the next bin
    hear(1, start.plusSeconds(4), -70);
    hear(1, start.plusSeconds(33), -55);
    events.closeAll();
    assertEquals(
        List.of(new Sample(0, -60), new Sample(3, -70), new Sample(33, -55)),
        closed.getFirst().samples());
  }

  @Test
  void keepsEverySampleOfALongEvent() {
    for (int second = 0; second <= 900; second++) {
      hear(1, NOON.plusSeconds(second), -20 - second / 10);
    }
    events.closeAll();
    List<Sample> expected = new ArrayList<>();
    for (int bin = 0; bin <= 90; bin++) {
      expected.add(new Sample(bin * 10, -20 - bin));
    }
    assertEquals(expected, closed.getFirst().samples());
  }

  @Test
  void countsASightingOfUnknownStrengthWithoutASample() {
    hear(1, NOON, Rssi.UNKNOWN);
    events.closeAll();
    assertEquals(List.of("12:00:00 12:00:00 1"), spans());
    assertFalse(closed.getFirst().hasRssi());
    assertEquals(List.of(), closed.getFirst().samples());
  }

  @Test
  void leavesUnknownStrengthsOutOfTheRange() {
    hear(1, NOON, Rssi.UNKNOWN);
    hear(1, NOON.plusSeconds(1), -50);
    hear(1, NOON.plusSeconds(2), Rssi.UNKNOWN);
    events.closeAll();
    assertEquals(-50, closed.getFirst().rssiMin());
    assertEquals(-50, closed.getFirst().rssiMax());
    assertEquals(List.of(new Sample(0, -50)), closed.getFirst().samples());
  }

  @Test
  void countsEverySightingOfAFlood() {
    for (int sighting = 0; sighting < 100_000; sighting++) {
      hear(1, NOON.plusNanos(sighting * 1000L), sighting < 300 ? -60 : -20);
    }
    events.closeAll();
    assertEquals(100_000, closed.getFirst().sightings());
    assertEquals(List.of(new Sample(0, -60)), closed.getFirst().samples());
  }

  @Test
  void dropsAndCountsWhatWouldOpenTooManyEvents() {
    EventRules two = new EventRules(Duration.ofSeconds(60), Duration.ofMinutes(15), 10, 2);
    ContactEvents few = new ContactEvents(two, closed::add);
    few.add(sighting(1, NOON, -60));
    few.add(sighting(2, NOON, -60));
    few.add(sighting(3, NOON, -60));
    few.add(sighting(1, NOON.plusSeconds(1), -60));
    assertEquals(1, few.dropped());
    few.add(sighting(3, NOON.plusSeconds(75), -60)); // the others fell silent
    assertEquals(1, few.dropped());
    few.closeAll();
    assertEquals(
        List.of("12:00:00 12:00:01 2", "12:00:00 12:00:00 1", "12:01:15 12:01:15 1"), spans());
  }

  @Test
  void givesTheSameEventsForSightingsInAnotherOrder() {
    List<Sighting> heard = new ArrayList<>();
    Random random = new Random(7);
    for (int tenth = 0; tenth < 3000; tenth++) {
      int rssi = -90 + random.nextInt(50);
      heard.add(sighting(tenth % 5, MIDNIGHT.plusMillis(tenth * 100L - 100_000), rssi));
    }
    heard.forEach(events::add);
    events.closeAll();
    assertEquals(10, closed.size()); // five identifiers on two days
    List<ContactEvent> late = new ArrayList<>();
    ContactEvents shuffled = new ContactEvents(EventRules.STANDARD, late::add);
    heard.stream()
        .map(sighting -> new Arrival(sighting, sighting.time().plusMillis(random.nextInt(50_000))))
        .sorted(Comparator.comparing(Arrival::time))
        .forEach(arrival -> shuffled.add(arrival.sighting));
    shuffled.closeAll();
    assertEquals(new HashSet<>(spansAndSamples(closed)), new HashSet<>(spansAndSamples(late)));
    assertEquals(closed.size(), late.size());
  }

  @Test
  void takesTimesFarFromToday() {
    for (String time : List.of("-290000-01-01T00:00:00Z", "+290000-12-31T23:59:59Z")) {
      hear(1, Instant.parse(time), -60);
    }
    events.closeAll();
    assertEquals(2, closed.size());
    assertTrue(closed.stream().allMatch(event -> event.sightings() == 1));
  }

  @Test
  void refusesRulesThatContradictEachOther() {
    Duration minute = Duration.ofMinutes(1);
    Duration quarter = Duration.ofMinutes(15);
    assertThrows(
        IllegalArgumentException.class, () -> new EventRules(Duration.ZERO, quarter, 10, 1));
    assertThrows(IllegalArgumentException.class, () -> new EventRules(minute, minute, 10, 1));
    assertThrows(IllegalArgumentException.class, () -> new EventRules(minute, quarter, 7, 1));
    assertThrows(IllegalArgumentException.class, () -> new EventRules(minute, quarter, 10, 0));
  }

  private record Arrival(Sighting sighting, Instant time) {}

  private void hear(int identifier, Instant time, int rssi) {
    events.add(sighting(identifier, time, rssi));
  }

  private static Sighting sighting(int identifier, Instant time, int rssi) {
    return new Sighting(time, rssi, Detection.of(TracingSystem.GAEN, Adverts.body(identifier, 20)));
  }

  private List<String> spans() {
    return closed.stream()
        .map(event -> clock(event.start()) + " " + clock(event.end()) + " " + event.sightings())
        .toList();
  }

  private static List<List<Object>> spansAndSamples(List<ContactEvent> events) {
    return events.stream()
        .map(event -> List.<Object>of(
            event.detection().identifier(), event.start(), event.end(), event.samples()))
        .toList();
  }

  private static String clock(Instant time) {
    String text = time.toString();
    return text.substring(text.indexOf('T') + 1, text.length() - 1);
  }
}
