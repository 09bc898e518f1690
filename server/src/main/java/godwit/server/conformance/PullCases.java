package godwit.server.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import godwit.codec.DecodeException;
import godwit.codec.batch.BatchLayout;
import godwit.codec.batch.Preamble;
import io.vertx.core.http.HttpMethod;
import java.util.List;

/// Batches that wait for the caller, where it is offered them.
///
/// A cursor that the server gave is never sent back: that would confirm what is before it.
final class PullCases {
  private static final String SECTION = "Pull";
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
        new Case("what waits for others is not for this client", SECTION, session -> {
          requirePull(session);
          Answer answer = session.get("/exposure/" + session.self().path());
          Mismatch.unless(answer.status() == 403 || answer.status() == 404, "403 or 404", answer);
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
    throw new Unsuited("the resolver offers no pull for " + session.caller());
  }

  private static String path(Session session) {
    return "/exposure/" + session.caller().path();
  }

  private static void batch(Session session, Answer answer) {
    Mismatch.unless(
        answer.body().length > BatchLayout.PREAMBLE_BYTES,
        "a batch",
        answer.body().length + " bytes");
    try {
      Preamble preamble = Preamble.read(answer.body(), 0);
      Mismatch.unless(
          preamble.destination().national().equals(session.caller().national()),
          "a batch for " + session.caller(),
          "one for " + preamble.destination());
    } catch (DecodeException broken) {
      throw new Mismatch("a preamble", broken.getMessage() + "");
    }
  }
}
