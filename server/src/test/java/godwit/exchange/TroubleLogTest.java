package godwit.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;

import godwit.fixture.LogLines;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class TroubleLogTest {
  private final LogLines lines = LogLines.of(TroubleLogTest.class);
  private Instant now = Instant.parse("2026-11-21T10:00:00Z");
  private final TroubleLog troubles =
      new TroubleLog(LoggerFactory.getLogger(TroubleLogTest.class), () -> now, "deliveries");

  @AfterEach
  void close() {
    lines.close();
  }

  @Test
  void saysOnceThatTroubleBeginsAndOnceThatItIsOver() {
    troubles.succeeded("A");
    fail("A", "status 503", 1);
    assertEquals(List.of("WARN deliveries: A gives trouble: status 503"), lines.taken());
    fail("A", "status 503", 59);
    assertEquals(List.of(), lines.taken());
    troubles.succeeded("A");
    troubles.succeeded("A");
    assertEquals(List.of("INFO deliveries: A works again, 60 tries had failed"), lines.taken());
  }

  @Test
  void saysItAgainOnceAMinuteWithWhatWentWrongMeanwhile() {
    fail("A", "first", 1);
    lines.taken();
    fail("A", "second", 59);
    fail("A", "third", 1);
    assertEquals(
        List.of("WARN deliveries: A still gives trouble, 61 tries have failed: second; third"),
        lines.taken());
    fail("A", "third", 59);
    assertEquals(List.of(), lines.taken());
    fail("A", "third", 1);
    assertEquals(
        List.of("WARN deliveries: A still gives trouble, 121 tries have failed: third"),
        lines.taken());
  }

  @Test
  void isNotTalkativeWhereTroubleComesAndGoes() {
    for (int second = 0; second < 300; second++) {
      fail("A", "status 503", 1);
      troubles.succeeded("A");
    }
    assertEquals(10, lines.taken().size(), "begins and ends, of five minutes");
    fail("A", "no connection", 1);
    assertEquals(1, lines.taken().size(), "of another kind");
  }

  @Test
  void isBoundedHoweverManyKindsThereAre() {
    for (int kind = 0; kind < 50; kind++) {
      fail("A", "kind " + kind, 1);
      troubles.succeeded("A");
    }
    assertEquals(16, lines.taken().size());
  }

  @Test
  void keepsOneApartFromAnother() {
    fail("A", "x", 1);
    fail("B", "x", 1);
    assertEquals(2, lines.taken().size());
    troubles.succeeded("B");
    assertEquals(List.of("INFO deliveries: B works again, 1 tries had failed"), lines.taken());
  }

  /* Once a second. */
  private void fail(String subject, String kind, int times) {
    for (int time = 0; time < times; time++) {
      troubles.failed(subject, kind);
      now = now.plusSeconds(1);
    }
  }
}
