package godwit.codec.payload;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;

/// Any bytes as Extended Data: sections are written back bit for bit, also those of contact events.
public class ExtendedDataFuzzTest {
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
    ExtendedReading reading = ExtendedDataDecoder.decode(input);
    PayloadView.of(reading);
    DiagnosticCode fault = StructuralCheck.firstSectionFault(input, 0, input.length);
    assertEquals(fault == DiagnosticCode.NONE, reading.extended().isPresent());
    if (reading.extended().isPresent()) {
      ExtendedData extended = reading.extended().get();
      assertEquals(input.length, extended.totalBytes());
      assertArrayEquals(input, ExtendedDataWriter.bytes(extended));
      extended.sections().forEach(ExtendedDataFuzzTest::checkSection);
    }
    byte[] larger = new byte[input.length + 5];
    Arrays.fill(larger, (byte) 1);
    System.arraycopy(input, 0, larger, 2, input.length);
    assertEquals(reading, ExtendedDataDecoder.decode(larger, 2, input.length));
  }

  private static void checkSection(ExtendedData.Section section) {
    section.signed();
    ContactSection.read(section).ifPresent(read -> {
      // Any byte says "date only"; one is written.
      if (!(read instanceof ContactSection.DateOnly)) assertEquals(section, read.section());
    });
  }
}
