package godwit.codec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/// Whatever vectors lie in a folder next to the checkout; a test is skipped without any.
public final class NeighbouringVectors {
  private static final String VECTORS = "vectors/payloads.json";

  private NeighbouringVectors() {}

  /// The array of all of them.
  public static JsonNode read() throws IOException {
    Optional<Path> file = find();
    Assumptions.assumeTrue(file.isPresent(), "no vectors next to the checkout");
    return new ObjectMapper().readTree(file.orElseThrow().toFile()).get("vectors");
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
