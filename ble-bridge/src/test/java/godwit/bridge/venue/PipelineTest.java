package godwit.bridge.venue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.bridge.detection.Adverts;
import godwit.bridge.spool.Spool;
import godwit.bridge.time.ManualClocks;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PipelineTest {
  private static final String NOON = "2026-11-20T12:00:00Z";
  private static final OptionalLong NO_TIME = OptionalLong.empty();

  @TempDir
  private Path folder = Path.of("");

  private ManualClocks clocks = new ManualClocks(NOON);

  @SuppressWarnings("NullAway.Init") // set before each test
  private Venue venue;

  @BeforeEach
  void open() throws IOException {
    venue = new Venue(folder, clocks, 2);
  }

  @AfterEach
  void close() throws IOException {
    venue.close();
  }

  @Test
  void fiveGatewaysWhoseClocksAreOffHearOneEvent() throws Exception {
    byte[] advert = gaen(1);
    long[] off = {0, -90_000, 40_000, 0, 0};
    Instant first = clocks.instant();
    for (int second = 0; second <= 300; second++) {
      for (int index = 0; index < 5; index++) {
        long said = clocks.millis() - off[index];
        boolean whole = index == 3;
        OptionalLong time =
            index == 4 ? NO_TIME : OptionalLong.of(whole ? said / 1000 * 1000 : said);
        venue.hear("g" + index, advert, -60 - index, time, whole);
      }
      clocks.advance(Duration.ofSeconds(1));
      venue.step();
    }
    venue.quiet();
    List<EventText> events = venue.events();
    assertEquals(1, events.size());
    EventText event = events.getFirst();
    assertTrue(Duration.between(first, event.start()).abs().toSeconds() <= 1, "" + event);
    assertTrue(
        Duration.between(first.plusSeconds(300), event.end()).abs().toSeconds() <= 1, "" + event);
    assertEquals(5, event.receivers());
    assertEquals(31, event.readings().size());
    assertTrue(event.readings().stream().allMatch(each -> each.endsWith("/-60")));
    assertEquals(List.of("hall", "bar"), event.areas());
    assertEquals(100, event.listened());
  }

  @Test
  void anIdentifierThatRotatesIsTwoEventsThatNothingLinks() throws Exception {
    for (int second = 0; second < 120; second += 5) {
      venue.hear("g0", gaen(second < 60 ? 1 : 2), -60, NO_TIME);
      clocks.advance(Duration.ofSeconds(5));
      venue.step();
    }
    venue.quiet();
    List<EventText> events = venue.events();
    assertEquals(2, events.size());
    assertFalse(events.get(0).id().equals(events.get(1).id()));
  }

  /// The phone stays for 20 minutes, and the only gateway is off for three: whether what is on both
  /// sides is one event is up to the silence that ends one.
  @ParameterizedTest
  @CsvSource({"60, 8, 100", "200, 15, 79"})
  void whereNobodyListenedIsSaidAndNothingIsInvented(int gap, int minutes, int listened)
      throws Exception {
    venue.close();
    venue = new Venue(folder, clocks, 2, Duration.ofSeconds(gap));
    Instant start = clocks.instant();
    while (Duration.between(start, clocks.instant()).toMinutes() < 20) {
      long minute = Duration.between(start, clocks.instant()).toMinutes();
      if (minute < 8 || minute >= 11) venue.hear("g0", gaen(1), -60, NO_TIME);
      clocks.advance(Duration.ofSeconds(10));
      venue.step();
    }
    venue.quiet();
    List<EventText> events = venue.events();
    assertEquals(2, events.size());
    assertEquals(minutes, Math.round(length(events.getFirst()).toSeconds() / 60.0), "" + events);
    assertTrue(Math.abs(events.getFirst().listened() - listened) <= 2, "" + events);
    assertEquals(100, events.getLast().listened());
    Instant off = start.plusSeconds(8 * 60);
    for (EventText event : events) {
      for (String reading : event.readings()) {
        Instant at =
            event.start().plusSeconds(Long.parseLong(reading.substring(0, reading.indexOf('/'))));
        assertFalse(!at.isBefore(off) && at.isBefore(off.plusSeconds(180)), "" + at);
      }
    }
  }

  private static Duration length(EventText event) {
    return Duration.between(event.start(), event.end());
  }

  @Test
  void midnightSplitsAnEvent() throws Exception {
    clocks.set(Instant.parse("2026-11-20T23:59:00Z"));
    clocks.advance(Duration.ofSeconds(1));
    venue.close();
    clocks = new ManualClocks("2026-11-20T23:59:00Z");
    venue = new Venue(folder, clocks, 2);
    for (int second = 0; second < 120; second += 5) {
      venue.hear("g0", gaen(1), -60, NO_TIME);
      clocks.advance(Duration.ofSeconds(5));
      venue.step();
    }
    venue.quiet();
    List<EventText> events = venue.events();
    assertEquals(2, events.size());
    assertEquals(Instant.parse("2026-11-20T23:59:55Z"), events.get(0).end());
    assertEquals(Instant.parse("2026-11-21T00:00:00Z"), events.get(1).start());
  }

  @ParameterizedTest
  @CsvSource({"3600", "-3600", "30", "-30"})
  void theBridgesOwnClockIsSetInsideAnEvent(long seconds) throws Exception {
    for (int second = 0; second < 50; second += 5) {
      venue.hear("g0", gaen(1), -60, NO_TIME);
      clocks.advance(Duration.ofSeconds(5));
      if (second == 20) clocks.set(clocks.instant().plusSeconds(seconds));
      venue.step();
    }
    venue.quiet();
    List<EventText> events = venue.events();
    assertEquals(1, events.size());
    assertEquals(
        45, Duration.between(events.getFirst().start(), events.getFirst().end()).toSeconds());
    assertEquals(1, venue.intake.clockJumps());
  }

  @Test
  void whatWasAcknowledgedIsThereAfterAKill() throws Exception {
    for (int second = 0; second < 100; second += 5) {
      venue.hear("g0", gaen(1), -60, NO_TIME);
      clocks.advance(Duration.ofSeconds(5));
      venue.step();
      if (second % 35 == 0) {
        venue.close();
        venue = new Venue(folder, clocks, 2);
      }
    }
    venue.quiet();
    List<EventText> events = venue.events();
    assertEquals(1, events.size());
    assertEquals(
        95, Duration.between(events.getFirst().start(), events.getFirst().end()).toSeconds());
    assertEquals(10, events.getFirst().readings().size());
    venue.close();
    venue = new Venue(folder, clocks, 2);
    venue.quiet();
    assertEquals(events, venue.events());
  }

  @Test
  void shuffledReportsGiveTheSameEventsAndIds() throws Exception {
    List<long[]> reports = new ArrayList<>();
    long noon = Instant.parse(NOON).toEpochMilli();
    for (int index = 0; index < 600; index++) {
      reports.add(new long[] {index % 7, noon + 500L * index, index % 3});
    }
    clocks.advance(Duration.ofMinutes(6));
    Set<EventText> expected = new HashSet<>();
    Random random = new Random(5);
    for (int round = 0; round < 3; round++) {
      Path own = folder.resolve("round" + round);
      java.nio.file.Files.createDirectories(own);
      java.nio.file.Files.copy(folder.resolve("venue.secret"), own.resolve("venue.secret"));
      try (Venue other = new Venue(own, clocks, 1)) {
        for (String name : List.of("g0", "g1", "g2")) {
          long now = clocks.millis(); // so that each clock is known to be right
          other.hear(name, Adverts.hex("020106"), -60, OptionalLong.of(now - 400_000));
        }
        for (long[] report : reports) {
          other.pipeline.offer(
              other.gateway("g" + report[2]).gateway().receiver(),
              report[1],
              report[1],
              List.of(report(other, report)),
              (durable, tracing) -> {});
        }
        other.step();
        other.clocks.advance(Duration.ofMinutes(5));
        other.pipeline.checkpoint();
        Set<EventText> events = new HashSet<>();
        for (EventText event : other.events()) events.add(withoutListening(event));
        if (round == 0) expected.addAll(events);
        assertEquals(expected, events);
        assertEquals(7, events.size());
      }
      Collections.shuffle(reports, random);
    }
  }

  @Test
  void whatComesLateRevisesWhatWasSent() throws Exception {
    long start = clocks.millis();
    for (int second = 0; second < 60; second += 5) {
      venue.hear("g0", gaen(1), -60, OptionalLong.of(clocks.millis()));
      clocks.advance(Duration.ofSeconds(5));
      venue.step();
    }
    venue.quiet();
    EventText first = venue.events().getFirst();
    assertEquals(0, first.revision());
    List<Spool.Event> waiting = venue.spool().waiting(10);
    venue.spool().batch(new UUID(1, 1), waiting, "", new byte[10]);
    assertEquals(List.of(), venue.events());
    // Another gateway was cut off, and now sends what it heard before and meanwhile.
    venue.hear("g1", gaen(9), -60, OptionalLong.of(clocks.millis()));
    venue.step();
    for (int second = -40; second < 60; second += 5) {
      venue.pipeline.offer(
          venue.gateway("g1").gateway().receiver(),
          clocks.millis(),
          clocks.millis(),
          List.of(report(venue, new long[] {1, start + 1000L * second, 1})),
          (durable, tracing) -> {});
    }
    venue.step();
    venue.quiet();
    List<EventText> revised =
        venue.events().stream().filter(event -> event.id().equals(first.id())).toList();
    assertEquals(1, revised.size());
    assertEquals(1, revised.getFirst().revision());
    assertEquals(Instant.ofEpochMilli(start - 40_000), revised.getFirst().start());
    assertEquals(2, revised.getFirst().receivers());
    // Nothing new: nothing is sent again.
    venue.quiet();
    assertEquals(
        1, venue.events().stream().filter(e -> e.id().equals(first.id())).count());
  }

  @Test
  void whoPassesByIsCountedAndNotHandedOn() throws Exception {
    venue.hear("g0", gaen(1), -60, NO_TIME);
    venue.step();
    venue.quiet();
    assertEquals(List.of(), venue.events());
    assertEquals(1, venue.spool().counts().get("passersBy"));
  }

  @Test
  void aLoneSightingGetsHalfABinAndSaysSo() throws Exception {
    venue.close();
    venue = new Venue(folder, clocks, 1);
    venue.hear("g0", gaen(1), -60, NO_TIME);
    venue.step();
    venue.quiet();
    EventText event = venue.events().getFirst();
    assertEquals(5, Duration.between(event.start(), event.end()).toSeconds());
    assertTrue(event.lengthGiven());
  }

  @Test
  void whenThePipelineIsFullAFeedIsTold() throws Exception {
    int taken = 0;
    while (venue.hear("g" + taken % 5, gaen(taken), -60, NO_TIME) == GatewayIntake.Taken.TAKEN) {
      taken++;
    }
    assertEquals(Pipeline.MAX_DELIVERIES, taken);
    venue.step();
    assertEquals(taken, venue.acknowledged);
    assertEquals(GatewayIntake.Taken.TAKEN, venue.hear("g0", gaen(1), -60, NO_TIME));
  }

  private static godwit.bridge.detection.Report report(Venue venue, long[] report) {
    GatewayHealth gateway = venue.gateway("g" + report[2]);
    return new godwit.bridge.detection.Report(
        gateway.gateway().receiver(),
        report[1],
        godwit.bridge.detection.TimeQuality.RECEIVER,
        new godwit.bridge.detection.DeviceAddress(1),
        (int) (-60 - report[0]),
        new godwit.bridge.detection.Heard.Advert(
            godwit.codec.air.AdStructures.parse(gaen((int) report[0]))));
  }

  private static EventText withoutListening(EventText event) {
    return new EventText(
        event.start(),
        event.end(),
        event.payload(),
        event.areas(),
        event.readings(),
        event.id(),
        event.revision(),
        0,
        event.quality(),
        event.lengthGiven(),
        event.receivers());
  }

  private static byte[] gaen(int seed) {
    return Adverts.gaenWithFlags(Adverts.body(seed, 20));
  }
}
