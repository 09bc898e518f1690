package godwit.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/// What is confirmed, how often the same is asked, and where it can be read again.
final class ReceiptCases {
  private ReceiptCases() {}

  static List<Case> list() {
    return Stream.of(retries(), readings(), rejections()).flatMap(List::stream).toList();
  }

  private static List<Case> retries() {
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
        }));
  }

  private static List<Case> readings() {
    return List.of(
        new Case("a receipt can be read where it links to", "GET /batch/{id}", session -> {
          JsonNode receipt = session.post(session.sample(3).octets()).is(201).json();
          String self = receipt.path("_links").path("self").path("href").asText();
          same(receipt, session.follow(self).is(200).isOf(Answer.HAL).json());
        }),
        new Case("a receipt that is read is no duplicate", "GET /batch/{id}", session -> {
          Sample sample = session.sample(2);
          session.post(sample.octets()).is(201);
          session.post(sample.octets()).is(200);
          JsonNode held = session.get("/batch/" + sample.id()).is(200).json();
          Mismatch.unlessEqual(
              "duplicate",
              false,
              Session.receipt(held, sample).path("duplicate").asBoolean());
        }),
        new Case("Location leads to the receipt", "GET /batch/{id}", session -> {
          Answer answer = session.post(session.sample(3).octets()).is(201);
          same(answer.json(), session.follow(answer.header("location")).is(200).json());
        }),
        new Case(
            "a batch that nobody sent is not known",
            "GET /batch/{id}",
            session -> session.get("/batch/" + UUID.randomUUID()).isProblem(404, "unknown-batch")));
  }

  private static List<Case> rejections() {
    return List.of(
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
        }));
  }

  private static Sample outOfWindow(Session session) {
    return session.empty().with(session.oldBlocks().simple(2));
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
