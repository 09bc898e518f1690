package godwit.codec.payload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PayloadFamilyTest {
  @ParameterizedTest
  @CsvSource({
    "0x00, custom-routing, 0",
    "0x07, custom-routing, 7",
    "0x08, custom-country, 0",
    "0x17, herald-simple, 7",
    "0x18, reserved, 0",
    "0x22, herald-secured, 2",
    "0x28, reserved, 0",
    "0x37, herald-venue, 7",
    "0x7F, reserved, 71",
    "0x80, gaen, 0",
    "0x8B, robert, 3",
    "0x91, bluetrace, 1",
    "0x9F, dp3t, 7",
    "0xA7, pact, 7",
    "0xA8, reserved, 0",
    "0xFF, reserved, 87"
  })
  void ownsItsRange(String payloadType, String label, int version) {
    int type = Integer.decode(payloadType);
    PayloadFamily family = PayloadFamily.of(type);
    assertEquals(label, family.label());
    assertEquals(version, family.version(type));
    assertEquals(label.equals("reserved"), family.isReserved());
  }

  @Test
  void everyTypeLiesInTheRangeOfItsFamily() {
    int next = 0;
    for (PayloadFamily family : PayloadFamily.values()) {
      assertEquals(next, family.firstType());
      next = family.lastType() + 1;
    }
    assertEquals(0x100, next);
  }

  /// The range stands here in figures, as the protocol has it.
  @Test
  void identifiersOfRobertAndBlueTraceAreResolvedByTheirServerAlone() {
    for (int type = 0; type <= 0xFF; type++) {
      boolean expected = type >= 0x88 && type <= 0x97;
      assertEquals(expected, PayloadFamily.of(type).isServerResolved(), "type=" + type);
    }
  }

  @Test
  void knowsNoVersionOfAnotherFamilysType() {
    assertThrows(IllegalArgumentException.class, () -> PayloadFamily.GAEN.version(0x88));
  }
}
