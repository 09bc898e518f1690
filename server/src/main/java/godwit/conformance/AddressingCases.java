package godwit.conformance;

import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/// Who may send what to where, and in which form.
final class AddressingCases {
  /* Two clocks may differ by so much. */
  private static final Duration MARGIN = Duration.ofMinutes(10);
  private static final String HTTP = "HTTP between authorities";

  private AddressingCases() {}

  static List<Case> list() {
    return Stream.of(parties(), methods(), times()).flatMap(List::stream).toList();
  }

  private static List<Case> parties() {
    return List.of(
        new Case(
            "a batch for somebody else than its path is destination-mismatch",
            HTTP,
            session -> session
                .post(session.sample(1).to(session.other()).octets())
                .isProblem(400, "destination-mismatch")),
        new Case("a batch of somebody else's is not authorised", HTTP, session -> {
          Sample sample = session.sample(1).from(Session.NOBODY);
          session.post(sample.octets()).isProblem(403, "not-authorised-for-origin");
        }),
        nobody("/exposure/0/0"),
        nobody("/exposure/1000/0"),
        nobody("/exposure/65536/1"),
        nobody("/exposure/custom/c0ffee"),
        new Case("a venue that no number can be is not known", "Routes", session -> {
          session.requireNation();
          session
              .ask(Request.post(
                  session.exposure() + "/4294967296", session.sample(1).octets()))
              .isProblem(404, "unknown-authority");
        }));
  }

  private static List<Case> methods() {
    return List.of(
        new Case(
            "batches are posted, not put",
            "Routes",
            session -> session
                .method(HttpMethod.PUT, session.exposure())
                .isPlainProblem(405)
                .has("allow", "(.*\\b)?POST(\\b.*)?")),
        new Case(
            "a path is looked at before the method",
            HTTP,
            session -> session
                .method(HttpMethod.PUT, "/exposure/1000/0")
                .isProblem(404, "unknown-authority")),
        media("text/plain"),
        media("application/octets"),
        new Case(
            "a body of no media type is refused",
            HTTP,
            session -> session
                .ask(UploadCases.octets(session, session.sample(1)).header("Content-Type", ""))
                .isProblem(415, "media-type")),
        coding("br"),
        coding("gzip, gzip"));
  }

  private static List<Case> times() {
    return List.of(
        stale(
            "a batch of long ago is stale",
            _ -> Duration.ofDays(-Session.WINDOW_DAYS).minus(MARGIN)),
        stale("a batch of the future is stale", _ -> Duration.ofHours(24).plus(MARGIN)),
        new Case("a stale batch is not remembered", "Judgement", session -> {
          Sample old = old(session, Duration.ofHours(49));
          session.post(old.octets()).isProblem(422, "stale");
          session.get("/batch/" + old.id()).isProblem(404, "unknown-batch");
        }),
        fresh("a batch of an hour ago is not stale", Duration.ofHours(-1)),
        fresh(
            "a batch of nearly 21 days ago is not stale",
            Duration.ofDays(-Session.WINDOW_DAYS).plus(MARGIN)),
        fresh("a batch of nearly a day ahead is not stale", Duration.ofHours(24).minus(MARGIN)));
  }

  private static Case nobody(String path) {
    return new Case(
        "nobody is sent to with " + path,
        "Names and codes",
        session -> session
            .ask(Request.post(path, session.sample(1).octets()))
            .isProblem(404, "unknown-authority"));
  }

  private static Case media(String type) {
    return new Case(
        "a body of " + type + " is refused",
        HTTP,
        session -> session
            .ask(UploadCases.octets(session, session.sample(1)).header("Content-Type", type))
            .isProblem(415, "media-type"));
  }

  private static Case coding(String coding) {
    return new Case(
        "a body coded " + coding + " is refused",
        HTTP,
        session -> session
            .ask(UploadCases.octets(session, session.sample(1)).header("Content-Encoding", coding))
            .isProblem(415, "content-encoding")
            .has("accept-encoding", ".*gzip.*"));
  }

  private interface Age {
    Duration of(Session session);
  }

  private static Case stale(String name, Age age) {
    return new Case(
        name,
        "Judgement",
        session -> session.post(old(session, age.of(session)).octets()).isProblem(422, "stale"));
  }

  private static Case fresh(String name, Duration ahead) {
    return new Case(name, "Judgement", session -> {
      Sample sample = old(session, ahead);
      Session.stored(session.post(sample.octets()), sample);
    });
  }

  private static Sample old(Session session, Duration ahead) {
    return session.sample(1).created(session.clock().instant().plus(ahead));
  }
}
