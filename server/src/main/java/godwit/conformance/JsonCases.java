package godwit.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Batches as JSON, where a server's resolver says that it takes them.
final class JsonCases {
  private static final String SECTION = "JSON";

  private JsonCases() {}

  static List<Case> list() {
    return List.of(
        new Case("a document is stored, with the digest of its octets", SECTION, session -> {
          session.requireJson();
          Sample sample = session.sample(20);
          Session.stored(post(session, sample.json()), sample);
        }),
        new Case("the same batch in both forms is one batch", "Idempotency", session -> {
          session.requireJson();
          Sample sample = session.sample(20);
          session.post(sample.octets()).is(201);
          JsonNode again = post(session, sample.json()).is(200).json();
          Mismatch.unlessEqual("duplicate", true, again.path("duplicate").asBoolean());
        }),
        new Case("a document may be compressed and in chunks", SECTION, session -> {
          session.requireJson();
          Sample sample = session.sample(20);
          Request ask = Request.post(session.exposure(), Sample.gzip(sample.json()))
              .header("Content-Type", Answer.JSON)
              .header("Content-Encoding", "gzip")
              .inPieces(100);
          Session.stored(session.ask(ask), sample);
        }),
        new Case("members that mean nothing are ignored", SECTION, session -> {
          session.requireJson();
          Sample sample = session.sample(1);
          String text = text(sample).replaceFirst("\\{", "{\"x-note\":{\"any\":[1,null,\"{\"]},");
          Session.stored(post(session, bytes(text)), sample);
        }),
        bad("a member of the wrong kind", "/created", "\"created\":\"[^\"]*\"", "\"created\":1"),
        bad("a member that is not there", "/batch", "\"batch\":\"[^\"]*\",", ""),
        bad("an id that is none", "/batch", "\"batch\":\"[^\"]*\"", "\"batch\":\"no-uuid\""),
        new Case("a document that ends early is truncated", SECTION, session -> {
          session.requireJson();
          String text = text(session.sample(1));
          post(session, bytes(text.substring(0, text.length() / 2))).isProblem(400, "truncated");
        }),
        new Case("bytes after a document are trailing-bytes", SECTION, session -> {
          session.requireJson();
          post(session, bytes(text(session.sample(1)) + "{}")).isProblem(400, "trailing-bytes");
        }),
        new Case("a document for somebody else is destination-mismatch", SECTION, session -> {
          session.requireJson();
          post(session, session.empty().to(session.other()).json())
              .isProblem(400, "destination-mismatch");
        }));
  }

  private static Case bad(String what, String pointer, String found, String instead) {
    return new Case(what + " is bad-json, with its place", SECTION, session -> {
      session.requireJson();
      String text = text(session.sample(1)).replaceFirst(found, instead);
      JsonNode problem = post(session, bytes(text)).isProblem(400, "bad-json").json();
      Mismatch.unlessEqual("pointer", pointer, problem.path("pointer").asText());
    });
  }

  private static Answer post(Session session, byte[] document) {
    return session.ask(
        Request.post(session.exposure(), document).header("Content-Type", Answer.JSON));
  }

  private static String text(Sample sample) {
    return new String(sample.json(), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
