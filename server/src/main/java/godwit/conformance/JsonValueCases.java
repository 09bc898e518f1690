package godwit.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Values of a document, each read as docs/protocol.md says, or refused at its place.
///
/// What shows in the digest alone is of a day before the window: nothing of it is kept.
final class JsonValueCases {
  private static final String SECTION = "JSON";
  private static final int MANY = 14_564; // one more than a block has room for

  private JsonValueCases() {}

  static List<Case> list() {
    return Stream.of(scores(), forms(), data(), numbers(), words(), places())
        .flatMap(List::stream)
        .toList();
  }

  private static List<Case> scores() {
    return List.of(
        score("12.345", 1_235),
        score("12.3449", 1_234),
        score("0.005", 1),
        score("0.0049", 0),
        score("12.999", 1_300),
        score("1.5e1", 1_500),
        score("655.35", 65_535),
        score("655.355", 65_535),
        score("655.36", 65_535),
        score("655.99", 65_535),
        score("1311", 65_535),
        score("1e30", 65_535));
  }

  private static List<Case> forms() {
    return List.of(
        new Case(
            "250 records of a document are one block",
            SECTION,
            session ->
                sameDigest(session, session.empty().with(session.oldBlocks().simple(250)))),
        new Case("blocks of a document are as full as they may be", SECTION, session -> {
          Blocks blocks = session.oldBlocks();
          sameDigest(session, session.empty().with(blocks.simple(MANY - 1), blocks.simple(1)));
        }),
        new Case("a new day, or length, begins a new block of a document", SECTION, session -> {
          session.requireNation();
          Blocks blocks = session.oldBlocks();
          sameDigest(
              session,
              session
                  .empty()
                  .with(
                      blocks.simple(2),
                      blocks.on(blocks.day().minusDays(1)).simple(2),
                      blocks.exposures(0x7F, 20, 1),
                      blocks.exposures(0x7F, 21, 1),
                      blocks.simple(1)));
        }));
  }

  private static List<Case> data() {
    String data = "\"data\":\"[^\"]*\"";
    return List.of(
        bad("padded base64", "data", data, "\"data\":\"AAECAwQFBgcICQoLDA0ODw==\""),
        bad(
            "base64 with bits that mean nothing",
            "data",
            data,
            "\"data\":\"AAECAwQFBgcICQoLDA0ODx\""),
        bad("the other alphabet of base64", "data", data, "\"data\":\"AAECAwQFBgcICQoLDA0OD+\""),
        bad("white space in base64", "data", data, "\"data\":\"AAEC AwQFBgcICQoLDA0ODw\""),
        bad("empty data", "data", data, "\"data\":\"\""));
  }

  private static List<Case> numbers() {
    return List.of(
        bad(
            "a fraction where a whole number is",
            "payloadType",
            "\"payloadType\":([0-9]+)",
            "\"payloadType\":$1.0"),
        bad(
            "an exponent where a whole number is",
            "payloadType",
            "\"payloadType\":([0-9]+)",
            "\"payloadType\":$1e0"),
        bad(
            "a payload type of 256",
            "payloadType",
            "\"payloadType\":[0-9]+",
            "\"payloadType\":256"),
        bad("a negative score", "riskScore", "\"riskScore\":[0-9.]+", "\"riskScore\":-1"),
        bad("a score of minus nothing", "riskScore", "\"riskScore\":[0-9.]+", "\"riskScore\":-0"),
        bad("a score in quotes", "riskScore", "\"riskScore\":[0-9.]+", "\"riskScore\":\"1\""));
  }

  private static List<Case> words() {
    return List.of(
        bad(
            "a risk type's number that has a word",
            "riskType",
            "\"riskType\":\"[a-z-]+\"",
            "\"riskType\":5"),
        bad(
            "a risk type's word that there is not",
            "riskType",
            "\"riskType\":\"[a-z-]+\"",
            "\"riskType\":\"bored\""),
        bad("a risk type of 256", "riskType", "\"riskType\":\"[a-z-]+\"", "\"riskType\":256"),
        bad(
            "a day that no calendar has",
            "date",
            "\"date\":\"[0-9-]+\"",
            "\"date\":\"2026-02-30\""),
        bad("a date with a time", "date", "\"date\":\"([0-9-]+)\"", "\"date\":\"$1T00:00:00Z\""),
        bad("a member twice", "riskScore", "(\"riskScore\":[0-9.]+)", "$1,$1"),
        bad("a member that is missing", "riskScore", "\"riskScore\":[0-9.]+,", ""),
        bad("null for a value", "date", "\"date\":\"[0-9-]+\"", "\"date\":null"));
  }

  private static List<Case> places() {
    List<Case> cases = new ArrayList<>();
    cases.add(head("a time without decimals", "/created", "\\.[0-9]{3}Z", "Z"));
    cases.add(head("a time with six decimals", "/created", "(\\.[0-9]{3})Z", "$1000Z"));
    cases.add(head("a time with an offset", "/created", "(\\.[0-9]{3})Z", "$1+00:00"));
    cases.add(new Case("a document for somebody else says where", SECTION, session -> {
      session.requireJson();
      pointer(
          post(session, session.empty().to(session.other()).json())
              .isProblem(400, "destination-mismatch"),
          "/destination");
    }));
    cases.add(new Case("a stale document says where", SECTION, session -> {
      session.requireJson();
      Sample stale = session.sample(1).created(session.clock().instant().plusSeconds(200_000));
      pointer(post(session, stale.json()).isProblem(422, "stale"), "/created");
    }));
    cases.add(new Case("a rejected block of a document has a pointer", "Receipt", session -> {
      session.requireJson();
      Sample sample = session.sample(2).with(session.oldBlocks().simple(3));
      JsonNode receipt = Session.receipt(post(session, sample.json()).is(201), sample);
      Mismatch.unlessEqual(
          "pointer",
          "/exposures/2",
          receipt.path("rejected").path(0).path("pointer").asText());
    }));
    cases.add(new Case("white space after a document is nothing", SECTION, session -> {
      session.requireJson();
      Sample sample = session.sample(1);
      byte[] text = (text(sample) + " \r\n\t").getBytes(StandardCharsets.UTF_8);
      Session.stored(post(session, text), sample);
    }));
    cases.add(new Case("a charset that is not UTF-8 is refused", SECTION, session -> {
      session.requireJson();
      session
          .ask(Request.post(session.exposure(), session.sample(1).json())
              .header("Content-Type", Answer.JSON + "; charset=utf-16"))
          .isProblem(415, "media-type");
    }));
    return cases;
  }

  private static Case score(String written, int score) {
    return new Case("a score of " + written + " is " + score + " hundredths", SECTION, session -> {
      session.requireJson();
      Blocks blocks = session.oldBlocks();
      Sample sample = session.empty().with(blocks.scored(score));
      String text = text(sample).replaceFirst("\"riskScore\":[0-9.]+", "\"riskScore\":" + written);
      digest(session, sample, text.getBytes(StandardCharsets.UTF_8));
    });
  }

  private static void sameDigest(Session session, Sample sample) {
    session.requireJson();
    digest(session, sample, sample.json());
  }

  private static void digest(Session session, Sample sample, byte[] document) {
    Request request = Request.post(session.exposure(), Sample.gzip(document))
        .header("Content-Type", Answer.JSON)
        .header("Content-Encoding", "gzip");
    Session.receipt(session.ask(request).isProblem(422, "nothing-accepted"), sample);
  }

  private static Case bad(String what, String member, String found, String instead) {
    return head(what, "/exposures/0/" + member, found, instead);
  }

  private static Case head(String what, String pointer, String found, String instead) {
    return new Case(what + " is bad-json, at its place", SECTION, session -> {
      session.requireJson();
      String text = text(session.sample(1));
      String changed = text.replaceFirst(found, instead);
      if (changed.equals(text)) throw new IllegalStateException(found + " is not in " + text);
      pointer(
          post(session, changed.getBytes(StandardCharsets.UTF_8)).isProblem(400, "bad-json"),
          pointer);
    });
  }

  private static void pointer(Answer answer, String pointer) {
    Mismatch.unlessEqual("pointer", pointer, answer.json().path("pointer").asText());
  }

  private static Answer post(Session session, byte[] document) {
    return session.ask(
        Request.post(session.exposure(), document).header("Content-Type", Answer.JSON));
  }

  private static String text(Sample sample) {
    return new String(sample.json(), StandardCharsets.UTF_8);
  }
}
