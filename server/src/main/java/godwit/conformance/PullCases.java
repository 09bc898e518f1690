package godwit.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import godwit.codec.DecodeException;
import godwit.codec.batch.BatchLayout;
import godwit.codec.batch.Preamble;
import godwit.codec.payload.RoutingCode;
import io.vertx.core.http.HttpMethod;
import java.util.List;

/// Batches that wait for the caller, where it is offered them.
///
/// A cursor that the server gave is never sent back: that would confirm what is before it.
final class PullCases {
  private static final String SECTION = "Pull";
  private static final int LONG_BYTES = 1 << 19;
  private static final String NEXT = ".*<[^>]+>\\s*;\\s*rel=\"?next\"?.*";

  private PullCases() {}

  static List<Case> list() {
    return List.of(
        new Case("the oldest batch is sent, or nothing is there", SECTION, session -> {
          requirePull(session);
          Answer answer = session.get(path(session));
          if (answer.status() == 204) answer.has("link", NEXT);
          else batch(session, answer.is(200).isOf(Answer.OCTETS).has("link", NEXT));
        }),
        new Case("a cursor that nobody gave is cursor-expired", SECTION, session -> {
          requirePull(session);
          session
              .get(path(session) + "?after=none")
              .isProblem(410, "cursor-expired")
              .has("link", NEXT);
        }),
        new Case("the oldest batch has a form in JSON, unless it was relayed", SECTION, session -> {
          requirePull(session);
          Answer answer = session.ask(Request.get(path(session)).header("Accept", Answer.JSON));
          if (answer.status() == 406) answer.isPlainProblem(406);
          else if (answer.status() == 204) answer.has("link", NEXT);
          else document(session, answer.is(200).isOf(Answer.JSON).has("link", NEXT));
        }),
        new Case("a batch in no form that there is is 406", SECTION, session -> {
          requirePull(session);
          session.ask(Request.get(path(session)).header("Accept", "text/html")).isPlainProblem(406);
        }),
        new Case("what is for the server itself is fetched by nobody", SECTION, session -> {
          requirePull(session);
          session
              .get("/exposure/" + session.self().path())
              .isProblem(403, "not-authorised-for-destination");
        }),
        new Case("what is for nobody who is known is not there", SECTION, session -> {
          requirePull(session);
          session.get("/exposure/1000/0").isProblem(404, "unknown-authority");
        }),
        new Case("a path of exposures has two methods", "Routes", session -> {
          requirePull(session);
          session
              .method(HttpMethod.PUT, session.exposure())
              .isPlainProblem(405)
              .has("allow", "(?s)(?=.*\\bGET\\b)(?=.*\\bPOST\\b).*");
        }));
  }

  /* A client may be offered what waits for others alone. */
  private static void requirePull(Session session) {
    session.requireOffer("pull");
    JsonNode own = session.get("/resolver/" + session.caller().path()).json();
    for (JsonNode operation : own.path("operations")) {
      if (operation.asText().equals("pull")) return;
    }
    throw new Case.NotApplicable("the resolver offers no pull for " + session.caller());
  }

  private static String path(Session session) {
    return "/exposure/" + session.caller().path();
  }

  private static void document(Session session, Answer answer) {
    JsonNode document = answer.json();
    if (document.isMissingNode() && answer.body().length > LONG_BYTES) return; // the start of one
    Mismatch.unless(document.path("batch").isTextual(), "a batch", answer);
    RoutingCode destination = ServerProfile.code(document.path("destination"))
        .orElseThrow(() -> new Mismatch("a destination", answer.toString()));
    requireOwn(session, destination);
  }

  private static void batch(Session session, Answer answer) {
    Mismatch.unless(
        answer.body().length > BatchLayout.PREAMBLE_BYTES,
        "a batch",
        answer.body().length + " bytes");
    try {
      requireOwn(session, Preamble.read(answer.body(), 0).destination());
    } catch (DecodeException broken) {
      throw new Mismatch("a preamble", broken.getMessage() + "");
    }
  }

  private static void requireOwn(Session session, RoutingCode destination) {
    Mismatch.unless(
        destination.national().equals(session.caller().national()),
        "a batch for " + session.caller(),
        "one for " + destination);
  }
}
