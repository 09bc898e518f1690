package godwit.bridge.detection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class DistinctIdentifiersTest {
  private final DistinctIdentifiers identifiers = new DistinctIdentifiers(2);

  @Test
  void countsEachOnce() {
    add(1, 1, 2, 1, 2);
    assertEquals(2, identifiers.count());
    assertTrue(identifiers.isExact());
  }

  @Test
  void saysWhenThereAreMoreThanItRemembers() {
    add(1, 2, 3);
    assertEquals(2, identifiers.count());
    assertFalse(identifiers.isExact());
  }

  private void add(int... seeds) {
    for (int seed : seeds) {
      identifiers.add(Adverts.gaenDetection(seed).identifier());
    }
  }
}
