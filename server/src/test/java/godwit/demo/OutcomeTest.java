package godwit.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OutcomeTest {
  private static final byte[] FIRST = {0x10, 0, (byte) 250, 0, 0, 1};
  private static final byte[] SECOND = {0x10, 0, (byte) 250, 0, 0, 2};
  private static final byte[] STRANGE = {0x10, 0, (byte) 250, 0, 0, 3};

  private final CrossingTimes times = new CrossingTimes(1);
  private final Ledger ledger = new Ledger(Country.FRANCE, 2, times);

  OutcomeTest() {
    ledger.expect(Country.NORWAY, 0, 0, FIRST);
    ledger.expect(Country.NORWAY, 0, 1, SECOND);
  }

  @Test
  void isWellWhereEverythingWasFoundOnce() {
    find(FIRST, 1_500);
    find(SECOND, 1_499);
    Outcome outcome = outcome(2, 2);
    assertTrue(outcome.ok(), outcome.text());
    assertTrue(outcome.isComplete());
    assertEquals(1, ledger.alerts(Outcome.THRESHOLD));
    assertEquals(List.of(), outcome.document().get("problems"));
  }

  @Test
  void tellsOfWhatWasLost() {
    find(FIRST, 1);
    Outcome outcome = outcome(2, 2);
    assertFalse(outcome.ok());
    assertFalse(outcome.isComplete());
    assertEquals(1L, outcome.document().get("lost"));
    assertEquals(List.of("Norway to France: 1 lost"), outcome.problems());
    assertTrue(outcome.text().endsWith("NOT as it has to be: Norway to France: 1 lost"));
  }

  @Test
  void tellsOfWhatCameTwice() {
    find(FIRST, 1);
    find(SECOND, 1);
    find(FIRST, 1);
    Outcome outcome = outcome(2, 2);
    assertFalse(outcome.ok());
    assertEquals(1L, outcome.document().get("duplicated"));
    assertEquals(2L, outcome.document().get("matched"));
    assertEquals(List.of("Norway to France: 1 twice"), outcome.problems());
  }

  @Test
  void tellsOfWhatWasStoredTwiceAlthoughListedOnce() {
    find(FIRST, 1);
    find(SECOND, 1);
    Outcome outcome = outcome(2, 3);
    assertFalse(outcome.ok());
    assertEquals(1L, outcome.document().get("duplicated"));
  }

  @Test
  void tellsOfWhatNobodyConfirmed() {
    find(FIRST, 1);
    find(SECOND, 1);
    Outcome outcome = outcome(1, 2);
    assertFalse(outcome.ok());
    assertEquals(List.of("Norway to France: 1 of 2 forwarded"), outcome.problems());
  }

  @Test
  void tellsOfWhatNoPhoneHadSentOut() {
    find(FIRST, 1);
    find(SECOND, 1);
    find(STRANGE, 1);
    Outcome outcome = outcome(2, 2);
    assertFalse(outcome.ok());
    assertEquals(List.of("1 listed that no phone had sent out"), outcome.problems());
  }

  @Test
  void aCrossingLastsFromTheAnswerToTheLastPage() {
    times.answered(0, System.nanoTime());
    ledger.find(FIRST, 1, System.nanoTime() + 5_000_000_000L);
    ledger.find(SECOND, 1, System.nanoTime() + 2_000_000_000L);
    assertEquals(5, times.slowestMillis() / 1_000);
  }

  private void find(byte[] payload, int score) {
    ledger.find(payload, score, System.nanoTime());
  }

  private Outcome outcome(long forwarded, long received) {
    Ledger.ReceiptBuilder tally = ledger.tally(Country.NORWAY);
    Leg leg = new Leg(
        Country.NORWAY,
        Country.FRANCE,
        tally.uploaded(),
        forwarded,
        received,
        tally.matched(),
        tally.again());
    return new Outcome(List.of(leg), ledger.unexpected(), Map.of(Country.FRANCE, 1L), 2, 0, 0);
  }
}
