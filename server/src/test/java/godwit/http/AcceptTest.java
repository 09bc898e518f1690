package godwit.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import godwit.fixture.PeerTest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Which form a client gets, by what it says it takes.
class AcceptTest extends PeerTest {
  private static final String NO_FORM = "406 about:blank";

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "''                                                         | application/hal+json",
        "*/*                                                        | application/hal+json",
        "application/*                                              | application/hal+json",
        "application/json                                           | application/json",
        "APPLICATION/JSON                                           | application/json",
        "application/json;charset=utf-8                             | application/json",
        "application/octet-stream                                   | application/octet-stream",
        "application/octet-stream, application/json;q=0.9           | application/octet-stream",
        "application/octet-stream;q=0.5, application/json;q=0.9     | application/json",
        "application/hal+json;q=0, application/json;q=0.001         | application/json",
        "*/*;q=0.1, application/octet-stream                        | application/octet-stream",
        "application/hal+json;q=0, application/*                    | application/json",
        "text/html, application/octet-stream;q=0.2                  | application/octet-stream",
        "application/json;q=2, application/octet-stream             | application/octet-stream",
        "nonsense, application/json                                 | application/json",
      })
  void theMostWantedFormIsSent(String accept, String type) {
    var reply = france.get("/resolver", "accept", accept);
    assertEquals(200, reply.status());
    assertEquals(type, reply.header("content-type"));
    assertEquals("Accept", reply.header("vary"));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "text/html",
        "text/*",
        "*/*;q=0",
        "application/hal+json;q=0",
        "application/xml, text/plain;q=0.9",
        "nonsense",
      })
  void whoTakesNothingOfItIsToldSo(String accept) {
    assertEquals(NO_FORM, france.get("/resolver", "accept", accept).problem());
    assertEquals(NO_FORM, france.get("/resolver/578/0", "accept", accept).problem());
  }
}
