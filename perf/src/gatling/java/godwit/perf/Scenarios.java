package godwit.perf;

import static io.gatling.javaapi.core.CoreDsl.ByteArrayBody;
import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.asLongAs;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.jsonPath;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.headerRegex;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.ScenarioBuilder;
import io.gatling.javaapi.core.Session;
import io.gatling.javaapi.http.HttpProtocolBuilder;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;

/// What peers and phones do, one after another, and how they are connected.
final class Scenarios {
  private static final int PAGES = 5;

  private final SimulatedNode node;

  Scenarios(SimulatedNode node) {
    this.node = node;
  }

  /// HTTP/1.1 under TLS; each virtual user shows the certificate of one of the peers.
  HttpProtocolBuilder peers() {
    return http.baseUrl("https://localhost:" + node.ports().peers())
        .perUserKeyManagerFactory(node::keys);
  }

  /// HTTP/1.1 under TLS without a certificate.
  HttpProtocolBuilder phones() {
    return http.baseUrl("https://localhost:" + node.ports().devices());
  }

  /// An authority that posts a batch every so often, over the connection it has.
  ScenarioBuilder authority(int batches, Duration pause) {
    return scenario("authority").repeat(batches).on(exec(postExposures()).pause(pause));
  }

  /// An authority that fetches what waits for it, again and again, for so long.
  ScenarioBuilder fetcher(Duration length) {
    return scenario("fetcher")
        .exec(session -> session.set("next", node.waiting(session.userId())))
        .during(length)
        .on(exec(http("GET /exposure")
            .get("#{next}")
            .header("Prefer", "wait=5")
            .check(status().in(200, 204), headerRegex("Link", "<([^>]*)>").saveAs("next"))));
  }

  /// Somebody who was given a code uploads contact events, then reads some of the list.
  ScenarioBuilder phone() {
    return scenario("phone").exec(code(), authorisation(), contacts(), pages());
  }

  private ChainBuilder postExposures() {
    return exec(http("POST /exposure")
        .post(node.path())
        .header("Content-Type", "application/octet-stream")
        .header("Content-Encoding", "gzip")
        .body(ByteArrayBody(session -> node.exposures(session.userId())))
        .check(status().is(201), jsonPath("$.accepted").ofInt().is(SimulatedNode.EXPOSURES)));
  }

  private ChainBuilder code() {
    String today = LocalDate.now(ZoneOffset.UTC).toString();
    return exec(http("POST /admin/code")
        .post("http://localhost:" + node.ports().ops() + "/admin/code")
        .header("X-Godwit-Admin", "1")
        .header("Content-Type", "application/json")
        .body(
            StringBody("{\"riskType\": 1, \"testDate\": \"" + today + "\", \"crossBorder\": true}"))
        .check(status().is(201), jsonPath("$.code").saveAs("code")));
  }

  private static ChainBuilder authorisation() {
    return exec(http("POST /authorisation")
        .post("/authorisation")
        .header("Content-Type", "application/json")
        .body(StringBody("{\"code\": \"#{code}\"}"))
        .check(status().is(201), jsonPath("$.token").saveAs("token")));
  }

  private ChainBuilder contacts() {
    return exec(http("POST /contact")
        .post("/contact")
        .header("Authorization", "Bearer #{token}")
        .header("Content-Type", "application/octet-stream")
        .header("Content-Encoding", "gzip")
        .body(ByteArrayBody(session -> node.contacts(session.userId())))
        .check(status().is(201), jsonPath("$.accepted").ofInt().is(SimulatedNode.CONTACTS)));
  }

  /* The list grows meanwhile: a phone reads a few pages and not all of them. */
  private static ChainBuilder pages() {
    ChainBuilder page = exec(http("GET /exposure-list")
        .get("#{page}")
        .check(
            status().in(200, 204).saveAs("status"),
            headerRegex("Link", "<([^>]*)>").saveAs("page")));
    return exec(session -> session.set("page", "/exposure-list").set("status", 200))
        .exec(asLongAs(session -> isBehind(session), "read").on(page));
  }

  private static boolean isBehind(Session session) {
    return session.getInt("status") == 200 && session.getInt("read") < PAGES;
  }
}
