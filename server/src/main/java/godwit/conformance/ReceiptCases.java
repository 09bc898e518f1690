package godwit.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.UUID;

/// What is confirmed, how often the same is asked, and where it can be read again.
final class ReceiptCases {
  private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

  private ReceiptCases() {}

  static List<Case> list() {
    return List.of(
        new Case("a retry gets the same receipt, marked a duplicate", "Idempotency", session -> {
          Sample sample = session.sample(3);
          JsonNode first = session.post(sample.octets()).is(201).json();
          JsonNode again = session.post(sample.octets()).is(200).json();
          same(first, again);
          Mismatch.unlessEqual("duplicate", true, again.path("duplicate").asBoolean());
        }),
        new Case("a retry may be coded otherwise", "Idempotency", session -> {
          Sample sample = session.sample(3);
          JsonNode first = session.post(sample.octets()).is(201).json();
          same(
              first,
              session
                  .ask(UploadCases.gzip(session, sample.gzip(), "gzip"))
                  .is(200)
                  .json());
        }),
        new Case("another batch of the same id is a conflict", "Idempotency", session -> {
          Sample sample = session.sample(3);
          session.post(sample.octets()).is(201);
          Sample other = sample.with(session.blocks().simple(1));
          session.post(other.octets()).isProblem(409, "batch-conflict");
          Mismatch.unlessEqual(
              "digest of what is held",
              sample.digest(),
              session.get("/batch/" + sample.id()).json().path("digest").asText());
        }),
        new Case("a receipt can be read where it links to", "GET /batch/{id}", session -> {
          JsonNode receipt = session.post(session.sample(3).octets()).is(201).json();
          String self = receipt.path("_links").path("self").path("href").asText();
          same(receipt, session.follow(self).is(200).isOf(Answer.HAL).json());
        }),
        new Case("Location leads to the receipt", "GET /batch/{id}", session -> {
          Answer answer = session.post(session.sample(3).octets()).is(201);
          same(answer.json(), session.follow(answer.header("location")).is(200).json());
        }),
        new Case(
            "a batch that nobody sent is not known",
            "GET /batch/{id}",
            session -> session.get("/batch/" + UUID.randomUUID()).isProblem(404, "unknown-batch")),
        new Case("where everything is rejected, nothing is accepted", "Receipt", session -> {
          Answer first = session.post(outOfWindow(session).octets());
          Mismatch.unlessEqual(
              "accepted",
              0,
              first.isProblem(422, "nothing-accepted").json().path("accepted").asInt(-1));
        }),
        new Case("the problem of a batch that was rejected is a receipt", "Receipt", session -> {
          Sample sample = outOfWindow(session);
          JsonNode receipt = Session.receipt(session.post(sample.octets()).is(422), sample);
          Mismatch.unlessEqual(
              "entries of rejected", 1, receipt.path("rejected").size());
        }),
        new Case("a batch that was rejected is remembered too", "Idempotency", session -> {
          Sample sample = outOfWindow(session);
          session.post(sample.octets()).isProblem(422, "nothing-accepted");
          JsonNode again =
              session.post(sample.octets()).isProblem(422, "nothing-accepted").json();
          Mismatch.unlessEqual("duplicate", true, again.path("duplicate").asBoolean());
        }),
        new Case(
            "a receipt says which request it answers",
            "HTTP between authorities",
            session -> session
                .ask(UploadCases.octets(session, session.sample(1)).header("traceparent", TRACE))
                .is(201)
                .has("traceparent", TRACE)),
        new Case(
            "a problem says which request it answers",
            "HTTP between authorities",
            session -> session
                .ask(Ask.get("/batch/" + UUID.randomUUID()).header("traceparent", TRACE))
                .is(404)
                .has("traceparent", TRACE)));
  }

  private static Sample outOfWindow(Session session) {
    Blocks old = session.blocks().on(session.today().minusDays(session.known().windowDays() + 9));
    return session.empty().with(old.simple(2));
  }

  /* Except for what says that it was there already. */
  private static void same(JsonNode first, JsonNode again) {
    Mismatch.unlessEqual("the first receipt:", settled(first), settled(again));
  }

  private static JsonNode settled(JsonNode receipt) {
    if (!(receipt instanceof ObjectNode object)) {
      throw new Mismatch("a receipt", receipt.toString());
    }
    return object.deepCopy().without("duplicate");
  }
}
