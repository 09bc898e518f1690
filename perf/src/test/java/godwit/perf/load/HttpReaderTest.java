package godwit.perf.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpReaderTest {
  private static final String ANSWERS = """
      HTTP/1.1 100 Continue\r
      \r
      HTTP/1.1 201 Created\r
      content-length: 15\r
      Location: /batch/1\r
      \r
      {"accepted": 7}HTTP/1.1 204 No Content\r
      Link: </exposure-list?after=AB>; rel="next"\r
      \r
      HTTP/1.1 200 OK\r
      Content-Length: 70000\r
      \r
      """ + "x".repeat(70_000);

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 100, 1_000_000})
  void readsAnswersHoweverTheirBytesCome(int piece) {
    List<HttpAnswer> answers = new ArrayList<>();
    HttpReader reader = new HttpReader(answers::add);
    Buffer all = Buffer.buffer(ANSWERS);
    for (int offset = 0; offset < all.length(); offset += piece) {
      reader.feed(all.slice(offset, Math.min(all.length(), offset + piece)));
    }
    assertEquals(3, answers.size());
    assertEquals(7, answers.get(0).require(201, "a batch").getInteger("accepted"));
    assertEquals(204, answers.get(1).status());
    assertEquals(Optional.of("/exposure-list?after=AB"), answers.get(1).next());
    assertEquals(Optional.empty(), answers.get(2).next());
    assertEquals(70_000, answers.get(2).bodyBytes());
    assertEquals(64 * 1024, answers.get(2).body().length());
  }

  @Test
  void saysWhatWasAnsweredInstead() {
    List<HttpAnswer> answers = new ArrayList<>();
    new HttpReader(answers::add)
        .feed(Buffer.buffer("HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\nfull"));
    var wrong = assertThrows(
        IllegalStateException.class, () -> ClosedLoop.requireAccepted(answers.getFirst(), 1));
    assertEquals("a batch was answered 503: full", wrong.getMessage());
  }

  @Test
  void aReceiptForFewerRecordsIsAFailure() {
    HttpAnswer fewer =
        new HttpAnswer(201, Optional.empty(), Buffer.buffer("{\"accepted\": 9}"), 15);
    assertThrows(IllegalStateException.class, () -> ClosedLoop.requireAccepted(fewer, 10));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"HTTP/1.0 200 OK\r\n\r\n", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
      })
  void refusesWhatItDoesNotKnow(String head) {
    HttpReader reader = new HttpReader(_ -> {});
    assertThrows(IllegalStateException.class, () -> reader.feed(Buffer.buffer(head)));
  }
}
