package godwit.codec.payload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class RoutingCodeTest {
  @Test
  void writesNoLeadingZerosButReadsThem() {
    assertEquals("826/4", RoutingCode.parse("0826/004").orElseThrow().path());
  }

  @Test
  void readsCustomCodesInEitherCaseAndWritesThemLower() {
    assertEquals(
        "custom/c0ffee01", RoutingCode.parse("custom/C0FFEE01").orElseThrow().path());
  }

  @Test
  void refusesWhatDoesNotFit() {
    for (String text : new String[] {
      "65536/0", "1/65536", "-1/0", "/", "1", "1/", "custom/1", "custom/c0ffee0g", "+1/2", "1/2/3"
    }) {
      assertEquals(Optional.empty(), RoutingCode.parse(text), text);
    }
  }

  @Test
  void kindsAreNeverEqual() {
    assertNotEquals(RoutingCode.nation(826, 1), RoutingCode.custom(0x033A0001));
  }

  @Test
  void onlyCountriesFrom1To999AreRoutable() {
    assertTrue(RoutingCode.nation(1, 0).isRoutable());
    assertTrue(RoutingCode.nation(999, 7).isRoutable());
    assertEquals(false, RoutingCode.nation(0, 1).isRoutable());
    assertEquals(false, RoutingCode.nation(1000, 0).isRoutable());
  }
}
