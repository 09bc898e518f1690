package godwit.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import godwit.codec.payload.RoutingCode;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Consumer;

/// Certifications that a server has to refuse, where it takes any. None that it may take is sent:
/// each would let whoever knows its code upload.
final class CertificationCases {
  private static final String SECTION = "Certification";
  private static final Duration LASTS = Duration.ofHours(1);
  private static final int TOO_MANY_BYTES = 20_000;

  private CertificationCases() {}

  static List<Case> list() {
    return List.of(
        bad("a claim that is none", "claim", claim -> claim.put("claim", "00")),
        bad("a claim that is missing", "claim", claim -> claim.remove("claim")),
        bad("a risk type of no person", "riskType", claim -> claim.put("riskType", "revoked")),
        bad("a test of long ago", "testDate", claim -> claim.put("testDate", "1999-12-31")),
        bad(
            "a claim that lasts too long",
            "expires",
            claim -> claim.put("expires", "9999-12-31T23:59:59Z")),
        new Case("nobody certifies for somebody else", SECTION, session -> {
          JsonObject other = code(Session.NOBODY);
          post(session, claim(session).put("requester", other))
              .isProblem(403, "not-authorised-for-origin");
        }),
        new Case("a home that is nobody's is not known", SECTION, session -> {
          session.requireOffer("certification");
          session
              .ask(ask("/certification/1000/0", claim(session).put("claim", "00")))
              .isProblem(404, "unknown-authority");
        }),
        new Case("a certification is JSON", SECTION, session -> {
          session.requireOffer("certification");
          session.ask(Request.post(path(session), new byte[64])).isProblem(415, "media-type");
        }),
        new Case("a certification is not compressed", SECTION, session -> {
          session.requireOffer("certification");
          byte[] body = Sample.gzip(bytes(claim(session).put("claim", "00")));
          session
              .ask(Request.post(path(session), body)
                  .header("Content-Type", Answer.JSON)
                  .header("Content-Encoding", "gzip"))
              .isProblem(415, "content-encoding");
        }),
        new Case(
            "a certification of more than 16 KiB is too-large",
            SECTION,
            session -> post(session, claim(session).put("claim", "0".repeat(TOO_MANY_BYTES)))
                .isProblem(413, "too-large")),
        new Case("certifications are posted, not put", "Routes", session -> {
          session.requireOffer("certification");
          session
              .method(HttpMethod.PUT, path(session))
              .isPlainProblem(405)
              .has("allow", "(.*\\b)?POST(\\b.*)?");
        }));
  }

  private static Case bad(String what, String member, Consumer<JsonObject> change) {
    return new Case(what + " is bad-json, with its place", SECTION, session -> {
      JsonObject claim = claim(session);
      change.accept(claim);
      JsonNode problem = post(session, claim).isProblem(400, "bad-json").json();
      Mismatch.unlessEqual("pointer", "/" + member, problem.path("pointer").asText());
    });
  }

  /* What would be taken, of a code that nobody knows. */
  private static JsonObject claim(Session session) {
    return new JsonObject()
        .put("claim", "00".repeat(32))
        .put("riskType", "confirmed-test")
        .put("testDate", session.today().minusDays(1).toString())
        .put(
            "expires",
            session
                .clock()
                .instant()
                .plus(LASTS)
                .truncatedTo(ChronoUnit.SECONDS)
                .toString())
        .put("requester", code(session.caller()));
  }

  private static JsonObject code(RoutingCode code) {
    return code.custom()
        ? new JsonObject().put("custom", code.hex())
        : new JsonObject().put("country", code.country()).put("state", code.state());
  }

  private static Answer post(Session session, JsonObject claim) {
    session.requireOffer("certification");
    return session.ask(ask(path(session), claim));
  }

  private static Request ask(String path, JsonObject claim) {
    return Request.post(path, bytes(claim)).header("Content-Type", Answer.JSON);
  }

  private static byte[] bytes(JsonObject claim) {
    return claim.toBuffer().getBytes();
  }

  private static String path(Session session) {
    return "/certification/" + session.self().path();
  }
}
