package godwit.codec.payload;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import godwit.codec.NeighbouringVectors;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/// Payloads and Extended Data of [NeighbouringVectors] decode as they state.
class NeighbouringVectorsTest {
  @Test
  void decodeAsTheyState() throws IOException {
    List<PayloadVector> vectors = PayloadVector.of(NeighbouringVectors.read());
    assertFalse(vectors.isEmpty());
    List<Executable> checks = new ArrayList<>();
    for (PayloadVector vector : vectors) {
      for (String field : List.of("valid", "error", "severity", "decoded")) {
        checks.add(() -> assertEquals(
            vector.expected(field), vector.view().get(field), vector.name() + " " + field));
      }
    }
    assertAll(checks);
  }
}
