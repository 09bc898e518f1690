package godwit.exchange.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.peer.Reply;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerReaderTest {
  private static final UUID BATCH = new UUID(0xABCD, 2);
  private static final String DIGEST = "sha-256:" + "0f".repeat(32);
  private static final Sent SENT = new Sent(BATCH, DIGEST, 5);
  private static final Optional<Duration> NONE = Optional.empty();

  @ParameterizedTest
  @CsvSource({
    "200, stored, Delivered, Delivered",
    "201, stored, Delivered, Later",
    "200, delivered, Delivered, Delivered",
    "201, relayed, Relayed, Later",
    "200, relayed, Relayed, Later",
    "200, refused, Later, Later",
    "201, strange, Later, Later"
  })
  void readsTheStateOfAReceipt(int status, String state, String sending, String asking) {
    Reply reply = reply(status, receipt(state));
    assertEquals(sending, name(AnswerReader.ofSending(reply, SENT)));
    assertEquals(asking, name(AnswerReader.ofAsking(reply, SENT)));
  }

  @Test
  void keepsAReceiptAsItWasWritten() {
    String text =
        "  " + receipt("stored").encode().replace("\"records\"", "\"x\":1.50, \"records\"");
    assertEquals(new Answer.Delivered(text, false), AnswerReader.ofSending(reply(201, text), SENT));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "null", "[]", "stored", "{", "{\"state\":\"stored\"}", "{\"batch\":5}", "\"\""
      })
  void takesNothingForDeliveredWithoutItsReceipt(String text) {
    assertEquals("status 201, no receipt", later(AnswerReader.ofSending(reply(201, text), SENT)));
    assertEquals("status 200, no receipt", later(AnswerReader.ofAsking(reply(200, text), SENT)));
  }

  /* What a receipt must not say, and what gives it away. */
  @ParameterizedTest
  @CsvSource(quoteCharacter = '`', textBlock = """
      batch    | `00000000-0000-abcd-0000-000000000003` | the receipt of another batch
      digest   | `sha-256:0000000000000000000000000000000000000000000000000000000000000000` | a receipt with another digest
      digest   | `` | a receipt with another digest
      records  | 6 | a receipt with other counts
      records  | 4 | a receipt with other counts
      records  | 1000000000000000000000000000000 | a receipt with other counts
      records  | 5.0 | a receipt with other counts
      records  | 5e0 | a receipt with other counts
      records  | -5 | a receipt with other counts
      records  | null | a receipt with other counts
      records  | `"5"` | a receipt with other counts
      accepted | 6 | a receipt with other counts
      accepted | 4 | a receipt with other counts
      accepted | -1 | a receipt with other counts
      accepted | `"5"` | a receipt with other counts
      accepted | null | a receipt with other counts
      rejectedRecords | 1 | a receipt with other counts
      rejectedRecords | `"0"` | a receipt with other counts
      rejected | `[{"block":0,"records":1}]` | a receipt with other counts
      rejected | `[{"block":0}]` | a receipt with other counts
      rejected | `[{"records":-1}]` | a receipt with other counts
      rejected | `[{"records":9223372036854775807},{"records":9223372036854775807},{"records":2}]` | a receipt with other counts
      rejected | `[5]` | a receipt with other counts
      """, delimiter = '|')
  void believesNoReceiptThatIsNotTheBatchsOwn(String member, String value, String why) {
    boolean text = member.equals("batch") || member.equals("digest");
    JsonObject wrong = receipt("stored");
    wrong.remove(member);
    String json = wrong
        .encode()
        .replaceFirst("\\{", "{\"" + member + "\":" + (text ? "\"" + value + "\"" : value) + ",");
    assertEquals("status 201, " + why, later(AnswerReader.ofSending(reply(201, json), SENT)), json);
    assertEquals("status 200, " + why, later(AnswerReader.ofAsking(reply(200, json), SENT)));
    JsonObject handed =
        receipt("relayed").put("delivery", delivery("delivered").put("receipt", "?"));
    String hub = handed.encode().replace("\"?\"", json);
    assertEquals(
        "status 200, a hub that hands on " + why,
        later(AnswerReader.ofAsking(reply(200, hub), SENT)));
    assertInstanceOf(Answer.Relayed.class, AnswerReader.ofSending(reply(201, hub), SENT));
  }

  @ParameterizedTest
  @ValueSource(strings = {"batch", "digest", "records"})
  void believesNoReceiptThatSaysLess(String member) {
    JsonObject receipt = receipt("stored");
    receipt.remove(member);
    assertEquals("Later", name(AnswerReader.ofSending(reply(201, receipt), SENT)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"batch", "digest", "records", "state"})
  void believesNoReceiptThatSaysSomethingTwice(String member) {
    String json = receipt("stored").encode();
    String twice = json.replaceFirst("\\{", "{\"" + member + "\":0,");
    assertEquals("Later", name(AnswerReader.ofSending(reply(201, twice), SENT)));
  }

  @Test
  void acceptsWhatOlderAndNewerReceiptsSay() {
    JsonObject least =
        new JsonObject().put("batch", BATCH.toString().toUpperCase(Locale.ROOT)).put("records", 5);
    least.put("digest", DIGEST.toUpperCase(Locale.ROOT)).put("state", "stored").put("newer", 1);
    assertEquals("Delivered", name(AnswerReader.ofSending(reply(201, least), SENT)));
    JsonArray some = new JsonArray().add(new JsonObject().put("block", 1).put("records", 2));
    JsonObject partly = receipt("stored").put("accepted", 3).put("rejected", some);
    assertEquals("Delivered", name(AnswerReader.ofSending(reply(201, partly), SENT)));
    partly.put("rejectedRecords", 2);
    assertEquals("Delivered", name(AnswerReader.ofSending(reply(201, partly), SENT)));
    partly.put("accepted", 1).put("rejectedRecords", 4).put("rejectedOmitted", 2);
    assertEquals("Delivered", name(AnswerReader.ofSending(reply(201, partly), SENT)));
    partly.remove("rejectedRecords");
    assertEquals("Delivered", name(AnswerReader.ofSending(reply(201, partly), SENT)));
    partly.put("accepted", 4);
    assertEquals("Later", name(AnswerReader.ofSending(reply(201, partly), SENT)));
    String marked = "\uFEFF" + receipt("stored").encode();
    assertEquals("Delivered", name(AnswerReader.ofSending(reply(201, marked), SENT)));
  }

  @Test
  void warnsOfWhatIsDeliveredAndNotAccepted() {
    JsonObject nothing = receipt("stored").put("accepted", 0).put("rejectedRecords", 5);
    nothing.remove("rejected");
    assertEquals(
        new Answer.Delivered(nothing.encode(), true),
        AnswerReader.ofSending(reply(201, nothing), SENT));
    nothing.put("state", "refused");
    assertEquals(
        new Answer.Delivered(nothing.encode(), true),
        AnswerReader.ofAsking(reply(200, nothing), SENT));
    assertEquals("Later", name(AnswerReader.ofSending(reply(200, nothing), SENT)));
    JsonObject problem = nothing.copy().put("type", "urn:hix:problem:nothing-accepted");
    assertEquals(
        new Answer.Delivered(problem.encode(), true),
        AnswerReader.ofSending(reply(422, problem), SENT));
    Sent empty = new Sent(BATCH, DIGEST, 0);
    JsonObject none = receipt("stored").put("records", 0).put("accepted", 0);
    assertEquals(
        new Answer.Delivered(none.encode(), false),
        AnswerReader.ofSending(reply(201, none), empty));
  }

  @ParameterizedTest
  @ValueSource(strings = {"batch", "digest", "records"})
  void believesNoRejectionOfAnotherBatch(String member) {
    JsonObject problem = rejection();
    problem.remove(member);
    Reply reply = reply(422, problem);
    assertTrue(
        later(AnswerReader.ofSending(reply, SENT)).startsWith("status 422, nothing-accepted"));
  }

  @Test
  void believesNoRejectionThatAcceptsSomething() {
    JsonObject problem = rejection().put("accepted", 1).put("rejectedRecords", 4);
    assertEquals(
        "status 422, nothing-accepted with a receipt with other counts",
        later(AnswerReader.ofSending(reply(422, problem), SENT)));
    problem = rejection().put("state", "stored");
    assertEquals("Later", name(AnswerReader.ofSending(reply(422, problem), SENT)));
  }

  static int[] statuses() {
    int[] statuses = new int[500];
    Arrays.setAll(statuses, index -> 100 + index);
    return statuses;
  }

  /* Every status, with a problem of this protocol and without. */
  @ParameterizedTest
  @MethodSource("statuses")
  void aRefusalIsFinalIfItIsAProblemOfThisProtocolWithAStatusOfARefusal(int status) {
    boolean ends = status == 400
        || status == 403
        || status == 404
        || status == 409
        || status == 413
        || status == 415
        || status == 422;
    Reply problem = reply(status, problem("bad-block"));
    assertEquals(ends ? "Refused" : "Later", name(AnswerReader.ofSending(problem, SENT)));
    assertEquals(status == 404 ? "Unknown" : "Later", name(AnswerReader.ofAsking(problem, SENT)));
    for (String stray : new String[] {
      "",
      "<html>no",
      "{}",
      "{\"type\":\"about:blank\"}",
      "{\"type\":\"urn:hix:problem:\"}",
      "{\"type\":\"xurn:hix:problem:bad-block\"}",
      "{\"type\":\"urn:hix:problem:bad-block\\n\"}"
    }) {
      assertEquals("Later", name(AnswerReader.ofSending(reply(status, stray), SENT)), stray);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "403, unknown-peer",
    "404, unknown-authority",
    "403, signature-required",
    "403, not-authorised-for-origin",
    "403, not-authorised-for-destination",
    "400, overloaded",
    "422, internal"
  })
  void waitsForWhatAnOperatorMends(int status, String word) {
    Answer answer = AnswerReader.ofSending(reply(status, problem(word)), SENT);
    assertEquals("status " + status + ", " + word, later(answer));
  }

  @Test
  void namesNoWordOfAPeersOwn() {
    Answer answer = AnswerReader.ofSending(reply(503, problem("alice-met-bob")), SENT);
    assertEquals("status 503", later(answer));
    answer = AnswerReader.ofSending(reply(503, problem("overloaded")), SENT);
    assertEquals("status 503, overloaded", later(answer));
    answer = AnswerReader.ofAsking(reply(403, problem("unknown-peer")), SENT);
    assertEquals("status 403, unknown-peer", later(answer));
    answer = AnswerReader.ofSending(reply(307, ""), SENT);
    assertEquals("status 307, which is not followed", later(answer));
  }

  @Test
  void keepsTheAnswerThatItDoesNotBelieveUpToABound() {
    String text = "<p>\u0000no\r\n\u001b[31m\u202e" + "x".repeat(100_000);
    var answer =
        assertInstanceOf(Answer.Later.class, AnswerReader.ofSending(reply(400, text), SENT));
    assertTrue(answer.problem().startsWith("status 400: <p> no   [31m xxx"), answer.problem());
    assertEquals(PeerText.CHARACTERS + 1, answer.problem().length());
    assertTrue(answer.problem().endsWith("x…"));
    assertEquals(
        new Answer.Later("status 500", "status 500", NONE, Answer.Belief.IN_DOUBT),
        AnswerReader.ofSending(reply(500, ""), SENT));
    String long400 = problem("bad-block").put("detail", "x".repeat(100_000)).encode();
    var refused =
        assertInstanceOf(Answer.Refused.class, AnswerReader.ofSending(reply(400, long400), SENT));
    assertEquals(PeerText.CHARACTERS + 1, refused.problem().length());
  }

  @Test
  void handsOnTheWaitThatIsAskedFor() {
    Optional<Duration> wait = Optional.of(Duration.ofSeconds(9));
    for (int status : new int[] {201, 302, 429, 503}) {
      Reply reply = new Reply(status, wait, Buffer.buffer());
      var later = assertInstanceOf(Answer.Later.class, AnswerReader.ofSending(reply, SENT));
      assertEquals(wait, later.retryAfter());
    }
  }

  @Test
  void handsOnWhatTheDestinationToldAHub() {
    JsonObject own = receipt("stored");
    assertEquals(
        new Answer.Delivered(own.encode(), false),
        followed(delivery("delivered").put("receipt", own)));
    assertEquals(
        new Answer.Delivered(rejection().encode(), true),
        followed(delivery("delivered").put("receipt", rejection())));
    JsonObject nothing = receipt("refused").put("accepted", 0);
    nothing.remove("rejected");
    assertEquals(
        new Answer.Delivered(nothing.encode(), true),
        followed(delivery("delivered").put("receipt", nothing)));
    assertEquals(
        "status 200, a hub that hands on a receipt of a state that settles nothing",
        later(followed(delivery("delivered").put("receipt", receipt("relayed")))));
    assertEquals(
        new Answer.Refused("gone"), followed(delivery("refused").put("problem", "gone\u0000")));
    assertEquals(
        new Answer.Refused("{\"status\":422}"),
        followed(delivery("refused").put("problem", new JsonObject().put("status", 422))));
    assertEquals("Refused", name(followed(delivery("refused"))));
    assertEquals(
        new Answer.Delivered(rejection().encode(), true),
        followed(delivery("refused").put("problem", rejection())));
    JsonObject other = rejection().put("digest", "sha-256:" + "00".repeat(32));
    assertEquals("Refused", name(followed(delivery("refused").put("problem", other))));
    assertEquals(new Answer.Relayed(), followed(delivery("waiting").put("attempts", 4)));
    assertEquals(new Answer.Relayed(), followed(delivery("relayed")));
    assertEquals(
        "status 200, a hub's delivery of an unknown state", later(followed(delivery("lost"))));
    assertEquals(
        "status 200, a hub's delivery without the destination's receipt",
        later(followed(delivery("delivered"))));
    assertEquals(
        "status 200, a hub's receipt without delivery",
        later(AnswerReader.ofAsking(reply(200, receipt("relayed")), SENT)));
  }

  @Test
  void believesAHubWhoseDestinationConfirmedByFetching() {
    JsonObject pulled =
        delivery("delivered").put("by", "pull").put("digest", DIGEST).put("records", 5);
    assertEquals(new Answer.Delivered("", false), followed(pulled));
    assertEquals("Later", name(followed(pulled.copy().put("records", 6))));
    assertEquals("Later", name(followed(pulled.copy().put("records", "5"))));
    assertEquals("Later", name(followed(pulled.copy().put("by", "push"))));
    assertEquals(
        "status 200, a hub that hands on a receipt with another digest",
        later(followed(pulled.copy().put("digest", "sha-256:" + "00".repeat(32)))));
    pulled.remove("digest");
    assertEquals("Later", name(followed(pulled)));
  }

  @Test
  void believesAHubOnlyWithTheReceiptOfTheBatch() {
    JsonObject other = receipt("relayed").put("digest", "sha-256:" + "00".repeat(32));
    other.put("delivery", delivery("delivered").put("receipt", receipt("stored")));
    assertEquals(
        "status 200, a receipt with another digest",
        later(AnswerReader.ofAsking(reply(200, other), SENT)));
    assertFalse(
        AnswerReader.ofSending(reply(201, receipt("relayed").put("records", 4)), SENT)
            instanceof Answer.Relayed);
  }

  private static Answer followed(JsonObject delivery) {
    return AnswerReader.ofAsking(reply(200, receipt("relayed").put("delivery", delivery)), SENT);
  }

  private static JsonObject delivery(String state) {
    return new JsonObject().put("state", state);
  }

  private static JsonObject receipt(String state) {
    return new JsonObject()
        .put("batch", BATCH.toString())
        .put("state", state)
        .put("records", 5)
        .put("accepted", 5)
        .put("rejected", new JsonArray())
        .put("digest", DIGEST);
  }

  private static JsonObject problem(String word) {
    return new JsonObject().put("type", "urn:hix:problem:" + word);
  }

  private static JsonObject rejection() {
    JsonObject rejection = receipt("refused").put("accepted", 0).put("rejectedRecords", 5);
    rejection.remove("rejected");
    return rejection.put("type", "urn:hix:problem:nothing-accepted");
  }

  private static String later(Answer answer) {
    return assertInstanceOf(Answer.Later.class, answer).kind();
  }

  private static String name(Answer answer) {
    return answer.getClass().getSimpleName();
  }

  private static Reply reply(int status, JsonObject document) {
    return reply(status, document.encode());
  }

  private static Reply reply(int status, String text) {
    return new Reply(status, NONE, Buffer.buffer(text));
  }
}
