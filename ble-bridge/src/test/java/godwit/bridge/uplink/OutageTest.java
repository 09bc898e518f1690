package godwit.bridge.uplink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.bridge.time.ManualClocks;
import godwit.bridge.venue.EventText;
import godwit.bridge.venue.Venue;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The uplink is down for long, and the process is killed twice meanwhile: what was acknowledged
/// arrives once.
class OutageTest {
  private static final Instant SIX = Instant.parse("2026-11-20T06:00:00Z");

  @TempDir
  private Path folder = Path.of("");

  @Test
  void aQuarterOfAnHourWithTwoKills() throws Exception {
    outage(900, 20, List.of(250, 600));
  }

  @Test
  @Tag("long")
  void sixHoursWithTwoKills() throws Exception {
    outage(6 * 3600, 200, List.of(7_000, 15_000));
  }

  private void outage(int seconds, int each, List<Integer> kills) throws Exception {
    int next = 0;
    for (int kill : kills) next = run(next, seconds - next, each, kill) + 1;
    assertEquals(seconds - 1, run(next, seconds - next, each, Integer.MAX_VALUE));
    TestPki pki = new TestPki(folder);
    pki.issue("authority", "", Duration.ofDays(1));
    pki.issue("gateway", "urn:hix:gateway:578:0:123456:hall", Duration.ofDays(1));
    ManualClocks clocks = new ManualClocks(SIX.plusSeconds(seconds).toString());
    try (TestAuthority authority = new TestAuthority(pki, "authority");
        Venue venue = new Venue(folder, clocks, 1)) {
      Uplink uplink = new Uplink(
          new Uplink.Rules(Venue.NORWAY, false, Duration.ofSeconds(1)),
          clocks,
          venue.spool(),
          new AuthorityClient(authority.uri(), pki.identity("gateway")),
          new Random(3));
      while (venue.pipeline().counts().stays() > 0
          || clocks.instant().isBefore(SIX.plusSeconds(seconds + 600))) {
        clocks.advance(Duration.ofMinutes(5));
        venue.step();
      }
      do {
        uplink.gather(true);
        while (venue.spool().next().isPresent()) uplink.step();
      } while (!venue.events().isEmpty());
      assertArrivedOnce(authority, seconds, each);
      assertEquals(0, venue.spool().counts().get("overflowed"));
      assertEquals(0, venue.spool().counts().get("aged"));
    }
  }

  /* Each phone of each half minute: one event, first second to last, every bin sampled. */
  private static void assertArrivedOnce(TestAuthority authority, int seconds, int each) {
    Map<String, EventText> byPayload = new HashMap<>();
    Set<String> ids = new HashSet<>();
    for (EventText event : authority.events()) {
      assertEquals(null, byPayload.put(event.payload(), event));
      assertTrue(ids.add(event.id()));
      assertEquals(0, event.revision());
      assertEquals(
          29,
          Duration.between(event.start(), event.end()).toSeconds(),
          event.start().toString());
      assertEquals(3, event.readings().size());
    }
    assertEquals((long) (seconds / 30) * each, byPayload.size());
    assertFalse(authority.repeatedWithOtherBytes());
  }

  /// Runs until a second was acknowledged, and kills the process then; gives the last such second.
  private int run(int first, int seconds, int each, int killAfter) throws IOException {
    Process process = new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-Xmx256m",
            "-cp",
            System.getProperty("java.class.path"),
            "godwit.bridge.venue.KilledVenue",
            folder.toString(),
            "" + first,
            "" + seconds,
            "" + each)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
    int last = first - 1;
    try (BufferedReader said = new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII))) {
      for (String line = said.readLine(); line != null; line = said.readLine()) {
        if (!line.matches("[0-9]+")) continue;
        last = Integer.parseInt(line);
        if (last < killAfter) continue;
        process.destroyForcibly(); // SIGKILL
        break; // what it said since is heard again, which may change nothing
      }
    } finally {
      process.destroyForcibly();
    }
    return last;
  }
}
