package godwit.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.fixture.LogLines;
import godwit.fixture.PeerTest;
import godwit.fixture.RawConnection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Requests that are none: answered 400 or hung up on, and nothing of them in the log.
class RequestGateTest extends PeerTest {
  private static final String SECRET = "pssst";
  private static final String HOST = "Host: localhost\r\n";
  private static final Pattern ANSWER = Pattern.compile("(?s)HTTP/\\S+ (\\d{3}) .*");
  private static final String DATE = "(?is).*\r\ndate: Sat, 21 Nov 2026 12:00:00 GMT\r\n.*";
  private static final int OFTEN = 260;
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int SETTINGS = 4;
  private static final int PING = 6;
  private static final String PING_TEXT = "its echo";
  private static final int END_STREAM = 1;
  private static final int END_HEADERS = 4;

  @ParameterizedTest
  @CsvSource({
    "400, GET /exposure-list?after=% HTTP/1.1",
    "400, GET /exposure-list?after=%zzpssst HTTP/1.1",
    "400, GET /config%zzpssst HTTP/1.1",
    "400, GET /config? HTTP/1.1\\r\\nHost: b",
    "400, CONNECT pssst:443 HTTP/1.1",
    "400, OPTIONS * HTTP/1.1",
    "400, GET config HTTP/1.1",
    "400, GET https://pssst/config HTTP/1.1",
    "200, GET https://LOCALHOST/config HTTP/1.1",
    "400, G@T /config HTTP/1.1",
    "400, GET /config HTTP/1.1\\r\\nX pssst: 1",
    "400, POST /authorisation HTTP/1.1\\r\\nContent-Length: -5",
    "400, POST /authorisation HTTP/1.1\\r\\nContent-Length: 5\\r\\nContent-Length: 6",
    "400, POST /authorisation HTTP/1.1\\r\\nContent-Length: 5\\r\\nTransfer-Encoding: chunked",
    "404, GET /config/ HTTP/1.1",
    "404, GET /config/. HTTP/1.1",
    "404, GET //pssst HTTP/1.1",
    "405, OPTIONS /config HTTP/1.1",
    "200, GET /config HTTP/1.1"
  })
  void whatIsNoRequestIsAnsweredSo(int status, String head) throws IOException {
    String lines = head.replace("\\r\\n", "\r\n") + "\r\n" + HOST + "\r\n";
    assertEquals(status, ask(lines));
  }

  @ParameterizedTest
  @CsvSource({
    "''",
    "Host:",
    "Host: a\\r\\nHost: a",
    "Host: ps sst:99999999",
    "Host: [::1",
    "Host: p@b/c?d",
    "Host: localhost:99999999"
  })
  void aRequestHasOneHost(String hosts) throws IOException {
    String lines = hosts.isEmpty() ? "" : hosts.replace("\\r\\n", "\r\n") + "\r\n";
    assertEquals(400, ask("GET /config HTTP/1.1\r\n" + lines + "\r\n"));
  }

  @Test
  void aLongHeadHasStatusesOfItsOwn() throws IOException {
    String much = SECRET.repeat(5_000);
    assertEquals(414, ask("GET /" + much + " HTTP/1.1\r\n" + HOST + "\r\n"));
    assertEquals(431, ask("GET /config HTTP/1.1\r\n" + HOST + "X: " + much + "\r\n\r\n"));
    assertEquals(400, ask(SECRET + "\r\n\r\n"));
    assertEquals(400, ask("GET /config HTTP/1.1\nHost: localhost\nX: " + SECRET + "\n\n"));
  }

  /* Vert.x closes the connection, since it does not know where the next request begins. */
  @ParameterizedTest
  @CsvSource({"/contact", "/authorisation", "/config"})
  void aBodyThatIsNotFramedIsHungUpOn(String path) throws IOException {
    try (LogLines log = LogLines.ofAll();
        RawConnection connection = RawConnection.tls(node.ports().devices(), "http/1.1")) {
      connection.send("POST " + path + " HTTP/1.1\r\n" + HOST
          + "Content-Type: application/octet-stream\r\nAuthorization: Bearer " + SECRET
          + "\r\nTransfer-Encoding: chunked\r\n\r\nZ" + SECRET + "\r\nhello\r\n0\r\n\r\n");
      connection.readUntil("never said");
      assertEquals(List.of(), log.all());
    }
  }

  @Test
  void operationsAreGuardedAlike() throws IOException {
    assertEquals(400, plain("GET /admin/venues?after=%" + SECRET + " HTTP/1.1\r\n" + HOST));
    assertEquals(400, plain("GET http://evil/health/live HTTP/1.1\r\n" + HOST));
    assertEquals(400, plain("GET /health/live HTTP/1.1\r\nHost: localhost\r\nHost: evil\r\n"));
    assertEquals(404, plain("GET /health/live/ HTTP/1.1\r\n" + HOST));
    assertEquals(200, plain("GET /health/live HTTP/1.1\r\n" + HOST));
  }

  /* Each is a stream error; a client of many is ended, in one line. */
  @Test
  void bodiesOfAnotherLengthThanSaidAreNotLogged() throws IOException {
    ByteArrayOutputStream frames = new ByteArrayOutputStream();
    frames.writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(ISO_8859_1));
    frames.writeBytes(frame(SETTINGS, 0, 0, new byte[0]));
    for (int index = 0; index < OFTEN; index++) {
      int stream = 2 * index + 1;
      frames.writeBytes(frame(HEADERS, END_HEADERS, stream, post()));
      frames.writeBytes(frame(DATA, END_STREAM, stream, new byte[27]));
    }
    frames.writeBytes(frame(PING, 0, 0, PING_TEXT.getBytes(ISO_8859_1)));
    try (LogLines log = LogLines.ofAll();
        RawConnection connection = RawConnection.tls(node.ports().devices(), "h2")) {
      connection.send(frames.toByteArray());
      connection.readUntil(PING_TEXT);
      List<String> lines = log.all();
      assertTrue(lines.size() <= 1, lines::toString);
      assertTrue(
          lines.stream().allMatch(line -> line.startsWith("WARN A connection of HTTP/2 was")));
    }
  }

  private int ask(String request) throws IOException {
    try (LogLines log = LogLines.ofAll();
        RawConnection connection = RawConnection.tls(node.ports().devices(), "http/1.1")) {
      int status = status(connection.send(request).readUntil("}"));
      assertEquals(List.of(), log.all());
      return status;
    }
  }

  private int plain(String head) throws IOException {
    try (LogLines log = LogLines.ofAll();
        RawConnection connection = RawConnection.plain(node.ports().ops())) {
      int status = status(connection.send(head + "\r\n").readUntil("}"));
      assertEquals(List.of(), log.all());
      return status;
    }
  }

  private static int status(String answer) {
    Matcher status = ANSWER.matcher(answer);
    assertTrue(status.matches(), answer);
    assertTrue(answer.matches(DATE), answer);
    if (!status.group(1).equals("200")) {
      assertTrue(answer.contains("application/problem+json"), answer);
    }
    return Integer.parseInt(status.group(1));
  }

  private static byte[] post() {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    String[] fields = {
      ":method",
      "POST",
      ":path",
      "/authorisation",
      ":scheme",
      "https",
      ":authority",
      "localhost",
      "content-length",
      "5"
    };
    for (int index = 0; index < fields.length; index++) {
      String field = fields[index];
      if (index % 2 == 0) block.write(0); // a name that no table has, and its value
      block.write(field.length());
      block.writeBytes(field.getBytes(ISO_8859_1));
    }
    return block.toByteArray();
  }

  private static byte[] frame(int type, int flags, int stream, byte[] payload) {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.write(payload.length >> 16);
    frame.write(payload.length >> 8);
    frame.write(payload.length);
    frame.write(type);
    frame.write(flags);
    for (int shift = 24; shift >= 0; shift -= 8) frame.write(stream >> shift);
    frame.writeBytes(payload);
    return frame.toByteArray();
  }
}
