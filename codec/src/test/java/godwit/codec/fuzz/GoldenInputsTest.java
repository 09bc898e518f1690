package godwit.codec.fuzz;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Every target keeps its promises on the golden bytes, and on each of them cut short.
class GoldenInputsTest {
  @ParameterizedTest
  @EnumSource
  void areRead(FuzzTarget target, @TempDir Path folder) throws Exception {
    target.seed(folder, FuzzRoundTest.VECTORS);
    List<Path> inputs;
    try (Stream<Path> files = Files.list(folder)) {
      inputs = files.toList();
    }
    assertFalse(inputs.isEmpty());
    for (Path input : inputs) {
      byte[] bytes = Files.readAllBytes(input);
      for (int length = bytes.length; length >= 0; length -= 7) {
        target.call(Arrays.copyOf(bytes, length));
      }
    }
  }
}
