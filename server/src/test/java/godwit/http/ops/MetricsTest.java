package godwit.http.ops;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.config.ServerConfig;
import godwit.fixture.PeerTest;
import godwit.fixture.RunningNode;
import godwit.fixture.SampleBatch;
import godwit.fixture.TestClient;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// What a node counts is what it did, and what the page of operations says.
class MetricsTest extends PeerTest {
  private static final Pattern FAMILY = Pattern.compile("(?m)^# TYPE (godwit_\\w+) ");
  private static final Pattern LABEL = Pattern.compile("[{,](\\w+)=\"");
  private static final Pattern SERIES = Pattern.compile("\\b(godwit_[a-z_]+)");
  private static final Pattern NAMED = Pattern.compile("`(godwit_\\w+)`");

  @Override
  public ServerConfig configured(ServerConfig usual) {
    return RunningNode.withUsers(usual);
  }

  @Test
  void anUploadIsCountedByWhatBecameOfIt() {
    double stored = uploads("stored", "none");
    double duplicates = uploads("duplicate", "none");
    double refused = uploads("refused", "bad-crc");
    double accepted = value("godwit_intake_records_total{result=\"accepted\",source=\"peer\"}");
    byte[] batch = new SampleBatch().block(SampleBatch.exposures(3)).bytes();
    assertEquals(201, france.post(NORWAY, batch).status());
    assertEquals(200, france.post(NORWAY, batch).status());
    byte[] broken = new SampleBatch().block(SampleBatch.exposures(3)).bytes();
    broken[80] ^= 1;
    assertEquals("400 bad-crc", france.post(NORWAY, broken).problem());

    assertEquals(stored + 1, uploads("stored", "none"));
    assertEquals(duplicates + 1, uploads("duplicate", "none"));
    assertEquals(refused + 1, uploads("refused", "bad-crc"));
    assertEquals(
        accepted + 3, value("godwit_intake_records_total{result=\"accepted\",source=\"peer\"}"));
    assertTrue(value("godwit_commit_uploads_sum") >= 2);
    assertTrue(value("godwit_http_responses_total{listener=\"peers\",status=\"400\"}") >= 1);
    assertEquals(0, value("godwit_intake_memory_bytes"));
  }

  @Test
  void everyMetricIsOnThePageAndNoOtherIs() throws IOException {
    assertEquals(
        201,
        france
            .post(NORWAY, new SampleBatch().block(SampleBatch.exposures(1)).bytes())
            .status());
    String page = Files.readString(Path.of("../docs/operating.md"), UTF_8);
    assertEquals(found(NAMED, page), found(FAMILY, scrape()));
  }

  @Test
  void theDashboardAndTheAlertsNameMetricsThatThereAre() throws IOException {
    Set<String> families = found(FAMILY, scrape());
    for (String file : List.of("grafana-dashboard.json", "alerts.yaml")) {
      String text = Files.readString(Path.of("../docs/monitoring/" + file), UTF_8);
      Set<String> named = found(SERIES, text).stream()
          .map(name -> name.replaceFirst("_(bucket|count|sum)$", ""))
          .collect(Collectors.toCollection(TreeSet::new));
      assertTrue(named.size() > 6, file + " " + named);
      named.removeAll(families);
      assertEquals(Set.of(), named, file);
    }
    JsonObject dashboard = new JsonObject(
        Files.readString(Path.of("../docs/monitoring/grafana-dashboard.json"), UTF_8));
    assertTrue(dashboard.getJsonArray("panels").size() > 10);
  }

  /// Labels are of a few words each: no caller, no batch, no address.
  @Test
  void labelsAreBounded() {
    Set<String> labels = new TreeSet<>();
    scrape()
        .lines()
        .filter(line -> line.startsWith("godwit_"))
        .forEach(
            line -> LABEL.matcher(line).results().forEach(match -> labels.add(match.group(1))));
    labels.removeAll(Set.of(
        "cases",
        "le",
        "listener",
        "loop",
        "outcome",
        "peer",
        "pool",
        "problem",
        "result",
        "source",
        "state",
        "status"));
    assertEquals(Set.of(), labels);
  }

  private static Set<String> found(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .map((MatchResult match) -> match.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private double uploads(String outcome, String problem) {
    return value("godwit_intake_uploads_total{outcome=\"" + outcome + "\",problem=\"" + problem
        + "\",source=\"peer\"}");
  }

  private double value(String series) {
    Optional<String> line =
        scrape().lines().filter(each -> each.startsWith(series + " ")).findAny();
    return line.map(each -> Double.parseDouble(each.substring(series.length() + 1)))
        .orElse(0.0);
  }

  private String scrape() {
    var reply = TestClient.staff(node).get("/metrics");
    assertEquals(200, reply.status());
    return reply.body().toString();
  }
}
