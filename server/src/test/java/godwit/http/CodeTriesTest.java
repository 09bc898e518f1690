package godwit.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.domain.ProblemType;
import godwit.fixture.ManualTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CodeTriesTest {
  private static final int EACH = CodeTries.ADDRESS.failures();

  private final ManualTime time = new ManualTime(Instant.EPOCH);
  private final CodeTries tries = new CodeTries(time);

  @Test
  void anAddressFailsSoOftenAndThenOnceInAWhile() {
    fail("192.0.2.1", EACH);
    Refusal refused = assertThrows(Refusal.class, () -> tries.begin("192.0.2.1"));
    assertEquals(ProblemType.OVER_QUOTA, refused.problem().type());
    assertEquals(CodeTries.ADDRESS.each().toSeconds() + 1, refused.retrySeconds());
    time.pass(CodeTries.ADDRESS.each().minusNanos(1));
    assertFull("192.0.2.1");
    time.pass(Duration.ofNanos(1));
    fail("192.0.2.1", 1);
    assertFull("192.0.2.1");
    time.pass(CodeTries.ADDRESS.each().multipliedBy(EACH));
    fail("192.0.2.1", EACH);
    assertFull("192.0.2.1");
  }

  @Test
  void othersAreNotHeldBack() {
    fail("192.0.2.1", EACH);
    assertFull("192.0.2.1");
    fail("192.0.2.2", EACH);
    fail("2001:db8::1", EACH);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2001:db8:0:1::2", "2001:db8:0:1:ffff:ffff:ffff:ffff"})
  void oneHouseholdIsOneAddress(String neighbour) {
    fail("2001:db8:0:1::1", EACH);
    assertFull(neighbour);
    fail("2001:db8:0:2::1", EACH);
  }

  @Test
  void aGoodCodeCostsNothing() {
    fail("192.0.2.1", EACH - 1);
    for (int count = 0; count < 10 * EACH; count++) tries.begin("192.0.2.1").giveBack();
    fail("192.0.2.1", 1);
    assertFull("192.0.2.1");
    tries.begin("192.0.2.2").giveBack();
    assertEquals(1, tries.addresses());
  }

  @Test
  void triesAtOnceCannotPassTheBound() {
    for (int count = 0; count < EACH; count++) tries.begin("192.0.2.1");
    assertFull("192.0.2.1");
  }

  @Test
  void allTogetherFailSoOften() {
    for (int count = 0; count < CodeTries.NODE.failures(); count++) tries.begin(address(count));
    Refusal refused = assertThrows(Refusal.class, () -> tries.begin("192.0.2.1"));
    assertEquals(1, refused.retrySeconds());
    time.pass(CodeTries.NODE.each());
    tries.begin("192.0.2.1").giveBack();
    fail("192.0.2.1", 1);
    assertFull("192.0.2.2");
  }

  @Test
  void anAddressThatUsedItsShareUpTakesNothingOfTheNodes() {
    fail("192.0.2.1", EACH);
    for (int count = 0; count < CodeTries.NODE.failures(); count++) assertFull("192.0.2.1");
    fail("192.0.2.2", EACH);
  }

  @Test
  void remembersABoundedNumberOfAddresses() {
    for (int count = 0; count < CodeTries.ADDRESSES + 100; count++) {
      tries.begin(address(count));
      time.pass(CodeTries.NODE.each());
    }
    assertEquals(CodeTries.ADDRESSES, tries.addresses());
    assertTrue(CodeTries.NODE.failures() < CodeTries.ADDRESSES);
  }

  private void fail(String address, int times) {
    for (int count = 0; count < times; count++) tries.begin(address);
  }

  private void assertFull(String address) {
    assertThrows(Refusal.class, () -> tries.begin(address));
  }

  private static String address(int number) {
    return "10.%d.%d.%d".formatted(number >> 16, number >> 8 & 0xFF, number & 0xFF);
  }
}
