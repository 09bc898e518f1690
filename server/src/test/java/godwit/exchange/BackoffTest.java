package godwit.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.peer.RetryAfter;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackoffTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

  private final Backoff backoff = new Backoff(new Random(3));

  @ParameterizedTest
  @CsvSource({
    "0, 1000, 1000",
    "1, 1000, 2000",
    "3, 1000, 8000",
    "8, 1000, 256000",
    "9, 1000, 300000",
    "1000000, 1000, 300000"
  })
  void isAnythingBelowABoundThatDoublesFromOneSecondToFiveMinutes(
      int attempts, long least, long most) {
    long smallest = Long.MAX_VALUE;
    long largest = 0;
    for (int round = 0; round < 200; round++) {
      long wait = backoff.after(attempts, Optional.empty()).toMillis();
      smallest = Math.min(smallest, wait);
      largest = Math.max(largest, wait);
    }
    assertTrue(smallest >= least && largest <= most, smallest + " to " + largest);
    assertTrue(least == most || largest - smallest > (most - least) / 2, "little is random");
  }

  @Test
  void waitsAsLongAsAskedButNeverOverFiveMinutes() {
    assertEquals(Duration.ofSeconds(90), backoff.after(0, Optional.of(Duration.ofSeconds(90))));
    assertEquals(Backoff.LONGEST, backoff.after(0, Optional.of(Duration.ofDays(1))));
    assertEquals(Backoff.SHORTEST, backoff.after(0, Optional.of(Duration.ZERO)));
  }

  @ParameterizedTest
  @CsvSource(quoteCharacter = '`', textBlock = """
      30, PT30S
      0, PT0S
      999999999, PT5M
      `Sat, 21 Nov 2026 10:00:20 GMT`, PT20S
      `Sat, 21 Nov 2026 09:00:00 GMT`, PT0S
      """)
  void readsARetryAfter(String text, Duration expected) {
    assertEquals(Optional.of(expected), RetryAfter.read(text, NOW));
  }

  @ParameterizedTest
  @CsvSource({"''", "-1", "1.5", "soon", "99999999999999999999"})
  void takesWhatItCannotReadForNone(String text) {
    assertEquals(Optional.empty(), RetryAfter.read(text, NOW));
  }

  @Test
  void isSpentAfterThreeDays() {
    assertFalse(Backoff.isSpent(Duration.ofDays(3).minusMillis(1)));
    assertTrue(Backoff.isSpent(Duration.ofDays(3)));
  }
}
