package godwit.bridge.detection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class StaysTest {
  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
  private static final Instant MIDNIGHT = Instant.parse("2026-11-21T00:00:00Z");
  private static final Receiver HALL = new Receiver("hall-1", "hall");

  private final Stays stays = new Stays(EventRules.STANDARD, Stays.Bounds.CAPTURE);

  @Test
  void keepsSightingsUpToTheGapTogether() {
    hear(1, NOON, -60);
    hear(1, NOON.plusSeconds(60), -70);
    hear(1, NOON.plusSeconds(120), -50);
    assertEquals(List.of("12:00:00 12:02:00 3"), spans());
    assertEquals(-70, events().getFirst().rssiMin());
    assertEquals(-50, events().getFirst().rssiMax());
  }

  @Test
  void closesAfterMoreThanTheGap() {
    hear(1, NOON, -60);
    hear(1, NOON.plusSeconds(60).plusMillis(1), -60);
    assertEquals(List.of("12:00:00 12:00:00 1", "12:01:00.001 12:01:00.001 1"), spans());
  }

  @Test
  void tellsIdentifiersApart() {
    hear(1, NOON, -60);
    hear(2, NOON.plusSeconds(1), -60);
    hear(1, NOON.plusSeconds(2), -60);
    assertEquals(List.of("12:00:00 12:00:02 2", "12:00:01 12:00:01 1"), spans());
  }

  @Test
  void splitsAStayAtTheMaximumLength() {
    for (int second = 0; second <= 920; second += 10) hear(1, NOON.plusSeconds(second), -60);
    assertEquals(List.of("12:00:00 12:15:00 91", "12:15:10 12:15:20 2"), spans());
  }

  @Test
  void splitsAtMidnightWhateverTheOrder() {
    hear(1, MIDNIGHT.minusSeconds(10), -60);
    hear(1, MIDNIGHT.plusSeconds(1), -60);
    hear(1, MIDNIGHT.minusMillis(1), -60);
    hear(1, MIDNIGHT, -60);
    assertEquals(List.of("23:59:50 23:59:59.999 2", "00:00:00 00:00:01 2"), spans());
  }

  @Test
  void putsALateSightingWhereItBelongs() {
    hear(1, NOON.plusSeconds(30), -60);
    hear(1, NOON, -80);
    hear(1, NOON.plusSeconds(31), -60);
    assertEquals(List.of("12:00:00 12:00:31 3"), spans());
    assertEquals(
        List.of(new Sample(0, -80), new Sample(30, -60)), events().getFirst().samples());
  }

  @Test
  void aClockThatIsSetBackInventsNoLength() {
    hear(1, NOON, -60);
    hear(1, NOON.minusSeconds(3600), -60);
    hear(1, NOON.minusSeconds(3590), -60);
    assertEquals(List.of("11:00:00 11:00:10 2", "12:00:00 12:00:00 1"), spans());
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
    assertEquals(
        List.of(new Sample(0, -60), new Sample(3, -70), new Sample(33, -55)),
        events().getFirst().samples());
  }

  @Test
  void aBinHasOneSampleHoweverManyReceiversHearIt() {
    for (int receiver = 0; receiver < 5; receiver++) {
      Receiver by = new Receiver("r" + receiver, receiver < 3 ? "hall" : "bar");
      for (int second = 0; second < 20; second++) {
        stays.add(sighting(1, NOON.plusSeconds(second), -80 + receiver, by), 0);
      }
    }
    ContactEvent event = events().getFirst();
    assertEquals(List.of(new Sample(0, -76), new Sample(10, -76)), event.samples());
    assertEquals(4, event.receivers().getFirst());
    assertEquals(5, event.receivers().size());
    assertEquals(1, events().size());
  }

  @Test
  void countsASightingOfUnknownStrengthWithoutASample() {
    hear(1, NOON, Rssi.UNKNOWN);
    assertEquals(List.of("12:00:00 12:00:00 1"), spans());
    assertFalse(events().getFirst().hasRssi());
    assertEquals(List.of(), events().getFirst().samples());
  }

  @Test
  void leavesUnknownStrengthsOutOfTheRange() {
    hear(1, NOON, Rssi.UNKNOWN);
    hear(1, NOON.plusSeconds(1), -50);
    hear(1, NOON.plusSeconds(2), Rssi.UNKNOWN);
    assertEquals(-50, events().getFirst().rssiMin());
    assertEquals(-50, events().getFirst().rssiMax());
    assertEquals(List.of(new Sample(0, -50)), events().getFirst().samples());
  }

  @Test
  void dropsAndCountsWhatWouldPassABound() {
    Stays two = new Stays(EventRules.STANDARD, new Stays.Bounds(2, 4, 100, 100));
    assertTrue(two.add(sighting(1, NOON, -60, HALL), 0));
    assertTrue(two.add(sighting(2, NOON, -60, HALL), 0));
    assertFalse(two.add(sighting(3, NOON, -60, HALL), 0));
    assertTrue(two.add(sighting(1, NOON, -60, HALL), 0));
    assertTrue(two.add(sighting(1, NOON, -60, HALL), 0));
    assertFalse(two.add(sighting(1, NOON, -60, HALL), 0));
    assertEquals(2, two.dropped());
    assertEquals(2, two.take(stay -> true).size());
    assertTrue(two.add(sighting(3, NOON, -60, HALL), 0));
  }

  @Test
  void oneReceiverCannotTakeTheRoomOfAll() {
    Stays few = new Stays(EventRules.STANDARD, new Stays.Bounds(100, 1000, 100, 10));
    Receiver forged = new Receiver("forged", "");
    for (int seed = 0; seed < 50; seed++) few.add(sighting(seed, NOON, -60, forged), 0);
    assertEquals(10, few.size());
    assertEquals(40, few.dropped());
    assertTrue(few.add(sighting(99, NOON, -60, HALL), 0));
    few.take(
        stay -> stay.detection().identifier().equals(Adverts.gaenDetection(99).identifier()));
    assertFalse(few.add(sighting(51, NOON, -60, forged), 0));
    assertEquals(10, few.take(stay -> true).size());
    assertTrue(few.add(sighting(51, NOON, -60, forged), 0));
  }

  @Test
  void aFloodUnderOneIdentifierStaysSmall() {
    Stays venue = new Stays(EventRules.STANDARD, Stays.Bounds.VENUE);
    for (int sighting = 0; sighting < 100_000; sighting++) {
      venue.add(sighting(1, NOON.plusMillis(sighting), -60, HALL), 0);
    }
    assertTrue(venue.entries() <= Stays.Bounds.VENUE.entriesOfOne(), "" + venue.entries());
    Stay stay = venue.all().iterator().next();
    ContactEvent event = EventCutter.cut(stay, EventRules.STANDARD).getFirst().event();
    assertEquals(10, event.samples().size());
    assertEquals(Duration.ofMillis(99_999), Duration.between(event.start(), event.end()));
  }

  @Test
  void givesTheSameEventsForSightingsInAnyOrder() {
    List<Sighting> heard = new ArrayList<>();
    Random random = new Random(7);
    for (int tenth = 0; tenth < 3000; tenth++) {
      int rssi = -90 + random.nextInt(50);
      Receiver by = new Receiver("r" + random.nextInt(3), "");
      heard.add(sighting(tenth % 5, MIDNIGHT.plusMillis(tenth * 100L - 100_000), rssi, by));
    }
    for (int index = 0; index < 3; index++) stays.index(new Receiver("r" + index, ""));
    heard.forEach(each -> stays.add(each, 0));
    List<ContactEvent> expected = events();
    assertEquals(10, expected.size()); // five identifiers on two days
    for (int round = 0; round < 5; round++) {
      Collections.shuffle(heard, random);
      Stays shuffled = new Stays(EventRules.STANDARD, Stays.Bounds.CAPTURE);
      for (int index = 0; index < 3; index++) shuffled.index(new Receiver("r" + index, ""));
      heard.forEach(each -> shuffled.add(each, 0));
      assertEquals(expected, events(shuffled));
    }
  }

  @Test
  void aLateSightingRevisesTheEventThatWasHandedOn() {
    hear(1, NOON, -60);
    hear(1, NOON.plusSeconds(30), -60);
    Stay stay = stays.all().iterator().next();
    EventCutter.Cut first = EventCutter.cut(stay, EventRules.STANDARD).getFirst();
    UUID id = new UUID(1, 2);
    stay.handedOn(new Stay.Sent(id, 0, first.fromMillis(), first.toMillis(), 0));
    hear(1, NOON.minusSeconds(20), -60);
    EventCutter.Cut revised = EventCutter.cut(stay, EventRules.STANDARD).getFirst();
    assertEquals(id, revised.before().orElseThrow().id());
    assertEquals(NOON.minusSeconds(20), revised.event().start());
  }

  @Test
  void twoEventsThatWereHandedOnStayTwo() {
    hear(1, NOON, -60);
    hear(1, NOON.plusSeconds(100), -60);
    Stay stay = stays.all().iterator().next();
    List<EventCutter.Cut> two = EventCutter.cut(stay, EventRules.STANDARD);
    for (int index = 0; index < 2; index++) {
      EventCutter.Cut cut = two.get(index);
      stay.handedOn(new Stay.Sent(new UUID(0, index), 0, cut.fromMillis(), cut.toMillis(), 0));
    }
    hear(1, NOON.plusSeconds(50), -60);
    assertEquals(List.of("12:00:00 12:00:50 2", "12:01:40 12:01:40 1"), spans());
    List<EventCutter.Cut> again = EventCutter.cut(stay, EventRules.STANDARD);
    assertEquals(new UUID(0, 0), again.get(0).before().orElseThrow().id());
    assertEquals(new UUID(0, 1), again.get(1).before().orElseThrow().id());
  }

  @Test
  void refusesRulesThatContradictEachOther() {
    Duration minute = Duration.ofMinutes(1);
    Duration quarter = Duration.ofMinutes(15);
    assertThrows(IllegalArgumentException.class, () -> new EventRules(Duration.ZERO, quarter, 10));
    assertThrows(IllegalArgumentException.class, () -> new EventRules(minute, minute, 10));
    assertThrows(IllegalArgumentException.class, () -> new EventRules(minute, quarter, 7));
    assertThrows(IllegalArgumentException.class, () -> new EventRules(minute, quarter, 20));
  }

  private void hear(int identifier, Instant time, int rssi) {
    stays.add(sighting(identifier, time, rssi, HALL), 0);
  }

  private static Sighting sighting(int identifier, Instant time, int rssi, Receiver by) {
    return new Sighting(
        time.toEpochMilli(), TimeQuality.RECEIVER, by, rssi, Adverts.gaenDetection(identifier));
  }

  private List<ContactEvent> events() {
    return events(stays);
  }

  private static List<ContactEvent> events(Stays stays) {
    List<ContactEvent> events = new ArrayList<>();
    for (Stay stay : stays.all()) {
      EventCutter.cut(stay, EventRules.STANDARD).forEach(cut -> events.add(cut.event()));
    }
    events.sort(Comparator.comparing(ContactEvent::start)
        .thenComparing(event -> event.detection().identifier()));
    return events;
  }

  private List<String> spans() {
    return events().stream()
        .map(event -> clock(event.start()) + " " + clock(event.end()) + " " + event.sightings())
        .toList();
  }

  private static String clock(Instant time) {
    String text = time.toString();
    return text.substring(text.indexOf('T') + 1, text.length() - 1);
  }
}
