package godwit.codec.payload;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;

/// Any bytes as a payload: what is sound is written back bit for bit, and the check that allocates
/// nothing agrees with the decoder.
public class PayloadFuzzTest {
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
    PayloadReading reading = PayloadDecoder.decode(input);
    PayloadView.of(reading);
    PayloadView.of(PayloadSeries.read(input));
    switch (reading) {
      case PayloadReading.Sound(Payload payload, var _) -> {
        assertEquals(input.length, payload.totalBytes());
        assertTrue(input.length <= Payload.MAX_BYTES);
        assertTrue(payload.header().routing().isRoutable());
        assertArrayEquals(input, PayloadWriter.bytes(payload));
        assertEquals(DiagnosticCode.NONE, fault(input));
      }
      case PayloadReading.Broken broken -> {
        boolean routable =
            broken.header().isPresent() && broken.header().get().routing().isRoutable();
        if (routable) assertEquals(broken.fault(), fault(input));
      }
    }
    assertReadAlikeInsideALargerArray(input, reading);
    for (SenderOrder order : SenderOrder.values()) order.normalise(input);
    byte[] normalised = SenderOrder.AUTO.normalise(input);
    assertArrayEquals(normalised, SenderOrder.AUTO.normalise(normalised));
  }

  private static DiagnosticCode fault(byte[] input) {
    return StructuralCheck.firstFault(
        input[0] & 0xFF, input, ExposureHeader.BYTES, input.length - ExposureHeader.BYTES);
  }

  private static void assertReadAlikeInsideALargerArray(byte[] input, PayloadReading reading) {
    byte[] larger = new byte[input.length + 7];
    Arrays.fill(larger, (byte) 0x10);
    System.arraycopy(input, 0, larger, 3, input.length);
    assertEquals(reading, PayloadDecoder.decode(larger, 3, input.length));
  }
}
