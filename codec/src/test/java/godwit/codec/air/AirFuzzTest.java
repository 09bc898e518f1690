package godwit.codec.air;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;

/// Any bytes as an advert, and as what a phone writes: nothing throws, nothing is larger than what
/// was sent.
public class AirFuzzTest {
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
    AdStructures structures = AdStructures.parse(input);
    AdvertReading advert = AdvertDecoder.decode(input);
    AirView.of(advert);
    assertTrue(structures.count() <= input.length / 2);
    assertEquals(structures.overrun(), advert.advert().isEmpty());
    for (TracingSystem system : TracingSystem.values()) {
      system
          .serviceData(structures)
          .ifPresent(
              found -> assertTrue(system.takes(found.length) && found.length < input.length));
    }
    HeraldWriteReading write = HeraldWriteDecoder.decode(input);
    AirView.of(write);
    assertEquals(write.write().isEmpty(), !write.diagnostics().isEmpty());
  }
}
