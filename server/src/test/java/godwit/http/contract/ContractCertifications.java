package godwit.http.contract;

import static godwit.http.contract.ContractCases.JSON;
import static java.nio.charset.StandardCharsets.UTF_8;

import godwit.fixture.RunningNode;
import godwit.fixture.TestClient;
import godwit.http.contract.ContractCases.Case;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/// Of [ContractCases], those in which a user's home authority is asked to let that user upload.
final class ContractCertifications {
  private static final String EXPIRES =
      RunningNode.NOON.plus(Duration.ofDays(3)).toString();
  private static final JsonObject FRANCE = new JsonObject().put("country", 250).put("state", 0);

  private ContractCertifications() {}

  static List<Case> list() {
    return Stream.of(
            certifications(
                "/certification/{country}/{state}",
                "/certification/578/0",
                "/certification/208/0",
                stage -> stage.denmark,
                "/certification/999/1"),
            certifications(
                "/certification/custom/{hex}",
                "/certification/custom/033a0001",
                "/certification/custom/c0ffee02",
                stage -> stage.strictHub,
                "/certification/custom/0000000a"))
        .flatMap(List::stream)
        .toList();
  }

  /* Home is this node's, away is behind it and not to be reached. */
  private static List<Case> certifications(
      String named, String home, String away, Fetching fetcher, String unknown) {
    return List.of(
        ContractCases.post(named, 201, stage -> post(stage.france, home, claim())),
        ContractCases.post(named, 200, stage -> {
          JsonObject claim = claim();
          post(stage.france, home, claim);
          return post(stage.france, home, claim);
        }),
        ContractCases.post(
            named, 400, stage -> post(stage.france, home, claim().put("expires", "tomorrow"))),
        ContractCases.post(
            named, 400, stage -> stage.france.post(home, "claim".getBytes(UTF_8), JSON)),
        ContractCases.post(named, 403, stage -> post(stage.austria, home, claim())),
        ContractCases.post(
            named, 403, stage -> post(stage.denmark, home, claim().put("requester", FRANCE))),
        ContractCases.post(named, 404, stage -> post(stage.france, unknown, claim())),
        ContractCases.post(named, 409, stage -> {
          JsonObject claim = claim();
          post(stage.france, home, claim);
          return post(stage.denmark, home, claim);
        }),
        ContractCases.post(named, 413, stage -> stage.france.post(home, new byte[100_000], JSON)),
        ContractCases.post(
            named, 415, stage -> stage.france.post(home, claim().toBuffer().getBytes())),
        ContractCases.post(
            named,
            500,
            stage -> stage.without("permission", () -> post(stage.france, home, claim()))),
        ContractCases.post(
            named, 202, stage -> post(stage.france, away, claim().put("requester", FRANCE))),
        ContractCases.post(
            named,
            503,
            stage -> stage.withManyClaims(
                away, () -> post(stage.france, away, claim().put("requester", FRANCE)))),
        ContractCases.get(named, 200, stage -> {
          post(stage.france, away, claim().put("requester", FRANCE));
          return fetcher.of(stage).get(away);
        }),
        ContractCases.get(named, 204, stage -> {
          String cursor = fetcher.of(stage).get(away).header("link");
          while (true) {
            var reply = fetcher.of(stage).get(next(cursor));
            if (reply.status() == 204) return reply;
            cursor = reply.header("link");
          }
        }),
        ContractCases.get(named, 403, stage -> stage.france.get(away)),
        ContractCases.get(named, 404, stage -> stage.france.get(unknown)),
        ContractCases.get(named, 406, stage -> fetcher.of(stage).get(away, ContractCases.NO_FORM)),
        ContractCases.get(named, 410, stage -> fetcher.of(stage).get(away + "?after=none")),
        ContractCases.get(
            named,
            500,
            stage -> stage.without("claim_waiting", () -> fetcher.of(stage).get(away))));
  }

  private interface Fetching {
    TestClient of(ContractStage stage);
  }

  private static String next(String link) {
    return link.substring(1, link.indexOf('>'));
  }

  private static TestClient.Reply post(TestClient client, String path, JsonObject claim) {
    return client.post(path, claim.toBuffer().getBytes(), JSON);
  }

  private static JsonObject claim() {
    String half = UUID.randomUUID().toString().replace("-", "");
    return new JsonObject()
        .put("claim", half + half)
        .put("riskType", "confirmed-test")
        .put("testDate", "2026-11-20")
        .put("expires", EXPIRES);
  }
}
