package godwit.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Captures of real phones, where a folder beside the checkout has them; else skipped.
///
/// Source of the captures: DP-3T/bt-measurements (EPFL and ETH Zurich), which may not be changed or
/// come with this project; of the figures: tshark 4.0.17 over them.
class RealCapturesTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "exp25-02,          488,  197,  4, -68, -22, 0",
    "exp25-03,          313,  236,  4, -56, -19, 0",
    "exp25-06,          202,  202,  4, -73, -24, 1",
    "exp25-10,          236,  196,  4, -54, -27, 0",
    "exp28-06,          154,   89,  2, -83, -51, 0",
    "exp28-18,          302,  104,  4, -82, -68, 0",
    "exp28-24,          234,  118,  3, -83, -78, 0",
    "exp34-rx01-slice, 2207, 1405, 66, -92, -41, 0",
    "exp34-rx03-slice, 2068, 1338, 62, -94, -41, 0"
  })
  void countsWhatTsharkCounts(
      String name, int reports, int gaen, int identifiers, int min, int max, int backwards)
      throws IOException {
    Path file = RealCaptures.folder("dp3t").resolve(name + ".btsnoop");
    JsonNode document = replay(file);
    JsonNode counts = document.path("counts");
    assertEquals(reports, counts.path("reports").asInt());
    assertEquals(
        reports, counts.path("adverts").asInt() + counts.path("scanResponses").asInt());
    assertEquals(gaen, counts.path("recognised").path("gaen").asInt());
    assertEquals(0, counts.path("recognised").path("robert").asInt());
    assertEquals(backwards, counts.path("backwardRecords").asInt());
    assertEquals(0, counts.path("malformedEvents").asInt());
    assertEquals(0, counts.path("clockSteps").asInt());
    assertEquals(identifiers, document.path("identifiers").asInt());
    assertEquals(identifiers, identifiers(document).size());
    assertEquals(
        gaen, events(document).mapToInt(e -> e.path("sightings").asInt()).sum());
    assertEquals(
        min, events(document).mapToInt(e -> e.path("rssiMin").asInt()).min().orElseThrow());
    assertEquals(
        max, events(document).mapToInt(e -> e.path("rssiMax").asInt()).max().orElseThrow());
  }

  @Test
  void hearsTheSamePhonesAtTwoReceivers() throws IOException {
    Set<String> one =
        identifiers(replay(RealCaptures.folder("dp3t").resolve("exp34-rx01-slice.btsnoop")));
    Set<String> both = new HashSet<>(one);
    Set<String> other =
        identifiers(replay(RealCaptures.folder("dp3t").resolve("exp34-rx03-slice.btsnoop")));
    both.retainAll(other);
    assertEquals(56, both.size());
    other.addAll(one);
    assertEquals(72, other.size());
    String first =
        RealCaptures.folder("dp3t").resolve("exp34-rx01-slice.btsnoop").toString();
    String second =
        RealCaptures.folder("dp3t").resolve("exp34-rx03-slice.btsnoop").toString();
    Run merged = Run.of("replay", first, second, "--json", "--country", "578");
    assertEquals(0, merged.status(), merged.err());
    JsonNode document = new ObjectMapper().readTree(merged.out());
    assertEquals(72, document.path("identifiers").asInt());
    assertEquals(
        1405 + 1338, events(document).mapToInt(e -> e.path("sightings").asInt()).sum());
    Run swapped = Run.of("replay", second, first, "--json", "--country", "578");
    JsonNode again = new ObjectMapper().readTree(swapped.out());
    assertEquals(document.path("events"), again.path("events"));
  }

  @Test
  void readsTheFiveSampleAdverts() throws IOException {
    JsonNode document = replay(RealCaptures.folder("samples").resolve("own-5adverts.btsnoop"));
    JsonNode counts = document.path("counts"); // each is there as legacy and as extended report
    assertEquals(10, counts.path("adverts").asInt());
    assertEquals(4, counts.path("recognised").path("gaen").asInt());
    assertEquals(2, counts.path("recognised").path("robert").asInt());
    assertEquals(2, counts.path("recognised").path("herald").asInt());
    assertEquals(2, counts.path("recognised").path("bluetrace").asInt());
    assertEquals(0, counts.path("unknown").asInt());
    assertEquals(3, document.path("identifiers").asInt());
    assertEquals(
        Set.of(-61, -74, -80),
        events(document).map(e -> e.path("rssiMax").asInt()).collect(Collectors.toSet()));
  }

  @Test
  void printsNoAddressOfAnyCapture() throws IOException {
    try (Stream<Path> files = Files.list(RealCaptures.folder("dp3t"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".btsnoop")).toList()) {
        Run run = Run.of("replay", file.toString(), "--json", "--country", "578");
        Set<Long> addresses = RealCaptures.addresses(file);
        assertTrue(addresses.size() > 1);
        addresses.forEach(address -> Addresses.assertAbsent(address, run.out() + run.err()));
      }
    }
  }

  private static JsonNode replay(Path file) throws IOException {
    Run run = Run.of("replay", file.toString(), "--json", "--country", "578");
    assertEquals(0, run.status(), run.err());
    return new ObjectMapper().readTree(run.out());
  }

  private static Stream<JsonNode> events(JsonNode document) {
    return StreamSupport.stream(document.path("events").spliterator(), false);
  }

  private static Set<String> identifiers(JsonNode document) {
    Set<String> identifiers = new HashSet<>();
    events(document).forEach(event -> identifiers.add(event.path("identifier").asText()));
    return identifiers;
  }
}
