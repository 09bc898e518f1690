package godwit.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyTest {
  private static final UUID BATCH = new UUID(1, 2);
  private static final String HEAD = "{\"batch\":\"" + BATCH + "\",\"state\":\"";

  @ParameterizedTest
  @CsvSource({
    "200, stored, Delivered",
    "201, stored, Delivered",
    "200, delivered, Delivered",
    "201, relayed, Relayed",
    "200, refused, Refused",
    "201, strange, Later"
  })
  void readsTheStateOfAReceipt(int status, String state, String expected) {
    Answer answer = reply(status, HEAD + state + "\"}").toSending(BATCH);
    assertEquals(expected, answer.getClass().getSimpleName());
  }

  @Test
  void keepsAReceiptAsItWasWritten() {
    String text = HEAD + "stored\",  \"x\": 1.50}";
    assertEquals(new Answer.Delivered(text), reply(201, text).toSending(BATCH));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "stored", "{\"state\":\"stored\"}", "{\"batch\":5}"})
  void takesNothingForDeliveredWithoutItsReceipt(String text) {
    assertInstanceOf(Answer.Later.class, reply(201, text).toSending(BATCH));
    assertInstanceOf(Answer.Later.class, reply(200, text).toAsking(BATCH));
  }

  @Test
  void takesTheReceiptOfAnotherBatchForNone() {
    var reply = reply(201, HEAD + "stored\"}");
    assertInstanceOf(Answer.Later.class, reply.toSending(new UUID(1, 3)));
  }

  @ParameterizedTest
  @CsvSource({
    "400, Refused",
    "403, Refused",
    "404, Refused",
    "409, Refused",
    "413, Refused",
    "422, Refused",
    "408, Later",
    "429, Later",
    "500, Later",
    "503, Later",
    "302, Later",
    "204, Later"
  })
  void sortsWhatIsRefusedFromWhatIsTriedAgain(int status, String expected) {
    Answer answer = reply(status, "{\"title\":\"t\"}").toSending(BATCH);
    assertEquals(expected, answer.getClass().getSimpleName());
  }

  @ParameterizedTest
  @CsvSource({"404, Unknown", "403, Later", "503, Later", "400, Later"})
  void settlesNoBatchByAnAnswerThatIsNotAboutIt(int status, String expected) {
    assertEquals(expected, reply(status, "{}").toAsking(BATCH).getClass().getSimpleName());
  }

  @Test
  void keepsAProblemUpToABound() {
    String text = "{\"detail\":\"" + "x".repeat(100_000) + "\"}";
    var refused = assertInstanceOf(Answer.Refused.class, reply(400, text).toSending(BATCH));
    assertTrue(refused.problem().length() < 20_000);
    assertEquals(new Answer.Refused("status 400"), reply(400, "<p>no\0").toSending(BATCH));
  }

  @Test
  void handsOnWhatTheDestinationToldAHub() {
    String start = HEAD + "relayed\",\"delivery\":";
    assertEquals(
        new Answer.Delivered("{\"state\":\"stored\"}"),
        reply(200, start + "{\"state\":\"delivered\",\"receipt\":{\"state\":\"stored\"}}}")
            .toAsking(BATCH));
    assertEquals(
        new Answer.Refused("gone"),
        reply(200, start + "{\"state\":\"refused\",\"problem\":\"gone\\u0000\"}}")
            .toAsking(BATCH));
    assertEquals(
        new Answer.Relayed(),
        reply(200, start + "{\"state\":\"waiting\",\"attempts\":4}}").toAsking(BATCH));
  }

  private static Reply reply(int status, String text) {
    Optional<Duration> none = Optional.empty();
    return new Reply(status, none, Buffer.buffer(text));
  }
}
