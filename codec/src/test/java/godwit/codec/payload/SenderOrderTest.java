package godwit.codec.payload;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class SenderOrderTest {
  private static final String PAYLOADS = "godwit.codec.payload.PayloadVector#payloads";
  private static final String ID = "c7594709579efa450c0cedb59b6aad44";

  /* The first two are what Herald for Android 1.2 sends, bit for bit. */
  @ParameterizedTest
  @CsvSource({
    "103a030100" + ID + ", 10033a0001" + ID,
    "303a03040040e20100, 30033a00040001e240",
    "103a030100" + ID + "20047d14d95f, 10033a0001" + ID + "20045fd9147d",
    "103a030100" + ID + "0604130cf8ff, 10033a0001" + ID + "06040c13fff8",
    "103a030100" + ID + "41020c004001c8, 10033a0001" + ID + "4102000c4001c8",
    "103a030100" + ID + "030440d00000, 10033a0001" + ID + "030440d00000",
    "913a0304001c000800" + "4142313233343536" + "4001c841020c0042096950686f6e65372c32, "
        + "91033a0004001c0008" + "4142313233343536" + "4001c84102000c42096950686f6e65372c32",
    "00beaddeef68, 00beaddeef68",
    "803a030000" + ID + ", 80033a0000" + ID
  })
  void turnsEveryIntegerAndNothingElse(String sent, String wanted) {
    assertArrayEquals(hex(wanted), SenderOrder.LITTLE.normalise(hex(sent)));
    assertArrayEquals(hex(sent), SenderOrder.BIG.normalise(hex(sent)));
    if (!sent.equals(wanted)) {
      assertArrayEquals(hex(wanted), SenderOrder.AUTO.normalise(hex(sent)));
      assertInstanceOf(PayloadReading.Broken.class, PayloadDecoder.decode(hex(sent)));
    }
    assertArrayEquals(hex(wanted), SenderOrder.AUTO.normalise(hex(wanted)));
    assertInstanceOf(PayloadReading.Sound.class, PayloadDecoder.decode(hex(wanted)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource(PAYLOADS)
  void leavesAloneWhatIsSound(PayloadVector vector) {
    if (PayloadDecoder.decode(vector.bytes()) instanceof PayloadReading.Sound) {
      assertArrayEquals(vector.bytes(), SenderOrder.AUTO.normalise(vector.bytes()));
      assertArrayEquals(vector.bytes(), SenderOrder.HERALD_1_1.normalise(vector.bytes()));
    }
  }

  /* Oman is 512, 0x0200: the other way round 2, which is nobody's; so are 513 and 3. */
  @Test
  void tellsEveryCountryThatIsAssigned() {
    int assigned = 0;
    for (int country = 0; country <= 0xFFFF; country++) {
      byte[] big = hex("10%04x0000%s".formatted(country, ID));
      byte[] little = hex("10%02x%02x0000%s".formatted(country & 0xFF, country >>> 8, ID));
      if (AssignedCountries.contains(country)) {
        assigned++;
        assertArrayEquals(big, SenderOrder.AUTO.normalise(little));
        assertArrayEquals(big, SenderOrder.AUTO.normalise(big));
      } else if (country == 1 || (country >= 900 && country <= 999)) {
        assertArrayEquals(big, SenderOrder.AUTO.normalise(big));
      }
    }
    assertTrue(assigned > 200, assigned + " countries");
  }

  @Test
  void takesThePowerOutOfTheOldSimplePayload() {
    byte[] old = hex("10033a0004" + "0000" + "25f7c63b4673d69883d7818a4dc4d0aa");
    assertArrayEquals(
        hex("10033a0004" + "25f7c63b4673d69883d7818a4dc4d0aa"),
        SenderOrder.HERALD_1_1.normalise(old));
  }

  @ParameterizedTest
  @EnumSource
  void anyBytesCanBeNormalisedAndAreNotChangedInPlace(SenderOrder order) {
    Random random = new Random(20261121);
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = new byte[random.nextInt(40)];
      random.nextBytes(bytes);
      if (bytes.length > 0) bytes[0] = (byte) (random.nextInt(10) << 4);
      byte[] kept = bytes.clone();
      byte[] normalised = order.normalise(bytes);
      assertArrayEquals(kept, bytes);
      assertNotSame(bytes, normalised);
      if (order != SenderOrder.HERALD_1_1) assertEquals(bytes.length, normalised.length);
      byte[] sorted = normalised.clone();
      Arrays.sort(sorted);
      Arrays.sort(kept);
      if (order != SenderOrder.HERALD_1_1) assertArrayEquals(kept, sorted);
    }
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }
}
