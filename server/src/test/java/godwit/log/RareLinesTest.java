package godwit.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.fixture.LogLines;
import io.vertx.pgclient.PgException;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/// Faults that come again and again, and what the log has of them.
class RareLinesTest {
  private final AtomicLong nanos = new AtomicLong();
  private final RareLines faults =
      new RareLines(LoggerFactory.getLogger(RareLinesTest.class), nanos::get, RareLines.SILENCE);

  @Test
  void theFirstIsToldWithItsPlaceAndTheOthersAreCounted() {
    try (LogLines log = LogLines.ofAll()) {
      for (int times = 0; times < 1_000; times++) faults.error("a request failed", fault());
      assertEquals(1, log.all().size());
      assertTrue(log.all().getFirst().startsWith("ERROR a request failed: "), log.all()::toString);
      assertTrue(log.all().getFirst().contains("\tat "), log.all()::toString);
      nanos.addAndGet(RareLines.SILENCE.toNanos());
      faults.error("a request failed", fault());
      assertEquals(
          "ERROR a request failed, 1000 times more: IllegalStateException: position=812",
          log.all().get(1));
      assertEquals(2, log.all().size());
    }
  }

  @Test
  void otherKindsAreToldOfAlsoAndTheirNumberIsBounded() {
    try (LogLines log = LogLines.ofAll()) {
      for (int kind = 0; kind < 10 * RareLines.KINDS; kind++) {
        faults.warn("trouble " + kind, fault());
      }
      assertEquals(RareLines.KINDS + 1, log.all().size());
    }
  }

  @Test
  void aLineSaysHowManyWereLeftOut() {
    try (LogLines log = LogLines.ofAll()) {
      for (int times = 0; times < 5; times++) faults.warn("refusals", "a stranger is refused");
      nanos.addAndGet(RareLines.SILENCE.toNanos());
      faults.warn("refusals", "a stranger is refused");
      assertEquals(
          List.of(
              "WARN a stranger is refused",
              "WARN a stranger is refused (4 more of this kind since the last line)"),
          log.all());
    }
  }

  @Test
  void whoWritesTheLineIsToldHowManyWereDue() {
    assertEquals(OptionalLong.of(1), faults.due("refused"));
    nanos.addAndGet(RareLines.SILENCE.toNanos() - 1);
    assertEquals(OptionalLong.empty(), faults.due("refused"));
    nanos.addAndGet(1);
    assertEquals(OptionalLong.of(2), faults.due("refused"));
    assertEquals(OptionalLong.empty(), faults.due("refused"));
  }

  @Test
  void kindsThatAreOverMakeRoomForOthers() {
    for (int kind = 0; kind < RareLines.KINDS; kind++) faults.due("old " + kind);
    nanos.addAndGet(RareLines.SILENCE.toNanos());
    assertEquals(OptionalLong.of(1), faults.due("new"));
    assertEquals(OptionalLong.of(1), faults.due("newer"));
    assertEquals(OptionalLong.empty(), faults.due("new"));
  }

  /* The words of libraries and of PostgreSQL quote what was sent. */
  @Test
  void wordsThatMayBeAClientsAreLeftOut() {
    try (LogLines log = LogLines.ofAll()) {
      try {
        Integer.parseInt("pssst");
      } catch (NumberFormatException e) {
        faults.error("a request failed", new IllegalStateException("block=3", e));
      }
      faults.warn("a request failed", new PgException("pssst", "ERROR", "22P02", "pssst"));
      faults.warn("a request failed", new PgException("disk full", "ERROR", "53100", "pssst"));
      assertFalse(log.all().toString().contains("pssst"));
      assertTrue(log.all().get(2).endsWith("PgException 53100: disk full"), log.all()::toString);
    }
  }

  private static IllegalStateException fault() {
    return new IllegalStateException("position=812");
  }
}
