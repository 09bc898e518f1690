package godwit.codec.payload;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import godwit.codec.BigEndian;

/// Any bytes in BlueTrace's frame of two lengths: the lengths say what is there, to the byte.
///
/// The first byte of the input chooses the type, and whether the outer length is made to fit:
/// without that, few inputs would come past it.
public class BlueTraceFuzzTest {
  private static final int COUNTRY = 702;

  @FuzzTest
  void keepsWhatItPromises(byte[] input) {
    check(input);
  }

  /// What the fuzzer calls with inputs of its own.
  public static final class Target {
    private Target() {}

    public static void fuzzerTestOneInput(byte[] input) {
      check(input);
    }
  }

  /// Throws where a promise is broken.
  static void check(byte[] input) {
    if (input.length == 0) return;
    byte[] payload = new byte[ExposureHeader.BYTES + input.length - 1];
    payload[0] = (byte) (0x90 | (input[0] & 1));
    BigEndian.put16(payload, 1, COUNTRY);
    System.arraycopy(input, 1, payload, ExposureHeader.BYTES, input.length - 1);
    boolean fitted = (input[0] & 2) != 0 && payload.length >= ExposureHeader.BYTES + 2;
    int remainder = payload.length - ExposureHeader.BYTES - 2;
    if (fitted) BigEndian.put16(payload, ExposureHeader.BYTES, remainder);
    PayloadFuzzTest.check(payload);
    if (PayloadDecoder.decode(payload)
        instanceof PayloadReading.Sound(Payload.BlueTrace read, var _)) {
      assertEquals(remainder, read.outerLength());
      Payload again = Payload.BlueTrace.of(read.header(), read.id(), read.extended());
      assertEquals(read, again);
      assertArrayEquals(payload, PayloadWriter.bytes(again));
    }
  }
}
