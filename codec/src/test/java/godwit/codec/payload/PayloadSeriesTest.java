package godwit.codec.payload;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PayloadSeriesTest {
  private static final String SIMPLE = "10033a0001e2cfbeb32de932c9171c658b5f57a337";

  @ParameterizedTest
  @CsvSource({
    "0x10, 16, 3, 21",
    "0x30, 4, 7, 9",
    "0x80, 16, 2, 21",
    "0x80, 20, 3, 25",
    "0x88, 16, 2, 21",
    "0x98, 16, 2, 21",
    "0x98, 2, 2, 7",
    "0xA0, 28, 2, 33"
  })
  void splitsAtTheLengthOfTheFamily(String payloadType, int dataBytes, int count, int length) {
    byte[] payload = new byte[ExposureHeader.BYTES + dataBytes];
    payload[0] = (byte) (int) Integer.decode(payloadType);
    payload[1] = 3;
    payload[2] = 0x3A;
    byte[] series = new byte[count * payload.length];
    for (int index = 0; index < count; index++) {
      System.arraycopy(payload, 0, series, index * payload.length, payload.length);
    }
    PayloadSeries read = PayloadSeries.read(series);
    assertEquals(length, read.fixedLength());
    assertEquals(count, read.payloads().size());
    assertEquals(true, PayloadView.of(read).get("valid"));
  }

  @ParameterizedTest
  @CsvSource({
    "'', EMPTY_PAYLOAD, 0",
    SIMPLE + "10, TRAILING_DATA, 1",
    SIMPLE + "10033a0001e2cfbeb32de932c9171c658b5f57a3, TRAILING_DATA, 1",
    "10033a, TRAILING_DATA, 0",
    SIMPLE + "100000000100000000000000000000000000000000, UNKNOWN_COUNTRY, 2",
    "08033a0001aabb, LENGTH_MISMATCH, 0",
    "91033a00010003000141, LENGTH_MISMATCH, 0"
  })
  void saysWhatIsOdd(String hex, String error, int payloads) {
    PayloadSeries read = PayloadSeries.read(HexFormat.of().parseHex(hex));
    assertEquals(error, PayloadView.of(read).get("error"));
    assertEquals(payloads, read.payloads().size());
  }

  @Test
  void extendedDataAndSeriesExcludeEachOther() {
    PayloadSeries read = PayloadSeries.read(HexFormat.of().parseHex(SIMPLE + "4001c8" + SIMPLE));
    assertEquals(false, PayloadView.of(read).get("valid"));
  }
}
