package godwit.codec.air;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Adverts and Herald writes beyond the golden ones, which PayloadDecoderTest reads.
class AirDecodersTest {
  private static final String EPHEMERAL = "5a80a037e3e2124e2684a84c8fa5c3f3";

  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = '|', textBlock = """
      03036ffd                             | {serviceUuid16=0xFD6F, recognised=false}
      13166ffd5a80a037e3e2124e2684a84c8fa5c3f3 | {serviceUuid16=0xFD6F, ephId=5a80a037e3e2124e2684a84c8fa5c3f3}
      12166ffd5a80a037e3e2124e2684a84c8fa5c3   | {serviceUuid16=0xFD6F, recognised=false}
      0303f6fc                             | {serviceUuid16=0xFCF6, connectToRead=true}
      11079bfd5bd672451e80d3424647af328142 | {serviceUuid128=428132af-4746-42d3-801e-4572d65bfd9b, connectToRead=true}
      030364fd                             | {serviceUuid16=0xFD64, connectToRead=true}
      0503affe64fd                         | {serviceUuid16=0xFD64, connectToRead=true}
      05ffff030a0b                         | {manufacturerId=1023, recognised=false}
      02ff01                               | {recognised=false}
      02011a                               | {recognised=false}
      0505affe0000                         | {serviceUuid16=0xFEAF, recognised=false}
      09fff105a1b2c3d4e5f60303f6fc         | {serviceUuid16=0xFCF6, manufacturerId=1521, pseudoDeviceAddress=a1b2c3d4e5f6, connectToRead=true}
      08fff105a1b2c3d4e50303f6fc           | {serviceUuid16=0xFCF6, manufacturerId=1521, connectToRead=true}
      """)
  void tellsWhatAnAdvertIs(String advert, String decoded) {
    Map<String, @Nullable Object> view = AirView.of(AdvertDecoder.decode(hex(advert)));
    assertEquals(decoded, String.valueOf(view.get("decoded")));
    assertEquals(true, view.get("valid"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"03036f", "02011a1107", "ff", "02011a03036ffd17166ffd0102"})
  void saysThatAnAdvertIsCut(String advert) {
    Map<String, @Nullable Object> view = AirView.of(AdvertDecoder.decode(hex(advert)));
    assertEquals("ADVERT_TRUNCATED", view.get("error"));
    assertNull(view.get("decoded"));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
      0100           | TRUNCATED_BODY  | -
      010000         | EMPTY_PAYLOAD   | -
      010200aa       | LENGTH_MISMATCH | -
      01ffffaa       | LENGTH_MISMATCH | -
      010100aabb     | TRAILING_DATA   | -
      02c8           | TRUNCATED_BODY  | -
      02c8ffffff     | TRAILING_DATA   | -
      03c8ff0200     | LENGTH_MISMATCH | -
      03c8ff         | TRUNCATED_BODY  | -
      03c8ff0200aabb | -               | {action=3, rssi=-56, lengthLittleEndian=2, payload=aabb}
      040100aa       | -               | {action=4, lengthLittleEndian=1, payload=aa}
      00             | RESERVED_CODE   | -
      ff0000         | RESERVED_CODE   | -
      """)
  void readsWhatAPhoneWrites(String value, @Nullable String error, @Nullable String decoded) {
    Map<String, @Nullable Object> view = AirView.of(HeraldWriteDecoder.decode(hex(value)));
    assertEquals(error, view.get("error"));
    assertEquals(decoded == null ? "null" : decoded, String.valueOf(view.get("decoded")));
  }

  @Test
  void anEmptyValueIsAnAnswerToo() {
    assertEquals(
        "EMPTY_PAYLOAD", AirView.of(HeraldWriteDecoder.decode(new byte[0])).get("error"));
    assertEquals(true, AirView.of(AdvertDecoder.decode(new byte[0])).get("valid"));
  }

  @Test
  void anyBytesCanBeRead() {
    Random random = new Random(20261121);
    byte[] ephemeral = hex(EPHEMERAL);
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = new byte[random.nextInt(40)];
      random.nextBytes(bytes);
      for (int index = 0; index < bytes.length; index++) {
        if (random.nextInt(3) == 0) bytes[index] = (byte) random.nextInt(8);
        else if (random.nextInt(8) == 0) bytes[index] = ephemeral[index % ephemeral.length];
      }
      AirView.of(AdvertDecoder.decode(bytes));
      AirView.of(HeraldWriteDecoder.decode(bytes));
    }
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }
}
