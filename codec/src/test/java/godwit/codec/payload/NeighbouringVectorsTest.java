package godwit.codec.payload;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/// Whatever vectors lie in a folder next to the checkout decode as well; skipped without any.
class NeighbouringVectorsTest {
  private static final String VECTORS = "vectors/payloads.json";

  @Test
  void decodeAsTheyState() throws IOException {
    Optional<Path> file = find();
    Assumptions.assumeTrue(file.isPresent(), "no vectors next to the checkout");
    JsonNode document = new ObjectMapper().readTree(file.orElseThrow().toFile());
    List<PayloadVector> vectors = PayloadVector.of(document.get("vectors"));
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

  private static Optional<Path> find() throws IOException {
    Optional<Path> checkout = Optional.of(Path.of("").toAbsolutePath());
    while (checkout.isPresent() && !Files.exists(checkout.get().resolve("LICENSE"))) {
      checkout = Optional.ofNullable(checkout.get().getParent());
    }
    Optional<Path> beside = checkout.map(Path::getParent);
    if (beside.isEmpty()) return Optional.empty();
    try (Stream<Path> folders = Files.list(beside.get())) {
      return folders
          .map(folder -> folder.resolve(VECTORS))
          .filter(Files::isRegularFile)
          .findFirst();
    }
  }
}
