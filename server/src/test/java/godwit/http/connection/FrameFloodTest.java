package godwit.http.connection;

import static godwit.fixture.FrameClient.CANCEL;
import static godwit.fixture.FrameClient.DATA;
import static godwit.fixture.FrameClient.END_HEADERS;
import static godwit.fixture.FrameClient.END_STREAM;
import static godwit.fixture.FrameClient.ENHANCE_YOUR_CALM;
import static godwit.fixture.FrameClient.GOAWAY;
import static godwit.fixture.FrameClient.HEADERS;
import static godwit.fixture.FrameClient.PING;
import static godwit.fixture.FrameClient.RST_STREAM;
import static godwit.fixture.FrameClient.SETTINGS;
import static godwit.fixture.FrameClient.WINDOW_UPDATE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.codec.payload.RoutingCode;
import godwit.fixture.FrameClient;
import godwit.fixture.FrameClient.Frame;
import godwit.fixture.IssuedCertificates;
import godwit.fixture.LogLines;
import godwit.fixture.PeerTest;
import godwit.fixture.RunningNode;
import godwit.fixture.SampleBatch;
import godwit.fixture.Sockets;
import godwit.trust.Pem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What a client of HTTP/2 may honestly do is never punished; what leads nowhere ends soon, and the
/// log says whose it was.
class FrameFloodTest extends PeerTest {
  private static final Map<String, String> OCTETS =
      Map.of("content-type", "application/octet-stream");
  private static final byte[] REFUSED = FrameClient.head("POST", "/nowhere", OCTETS);
  private static final byte[] ASKS =
      FrameClient.head("GET", "/exposure/250/0", Map.of("prefer", "wait=30"));
  private static final int STREAMS = 16;
  private static final int ROUNDS = 60;
  private static final int FLOOD = 4_000;
  private static final int UNKNOWN = 0x20;

  @Test
  void whoTakesBackWhatWasRefusedIsNotPunished() throws Exception {
    try (LogLines log = LogLines.ofAll();
        FrameClient client = client(RunningNode.FRANCE)) {
      byte[] batch = SampleBatch.simple(1).bytes();
      client.write(HEADERS, END_HEADERS, 1, FrameClient.head("POST", NORWAY, OCTETS));
      client.write(DATA, 0, 1, batch[0]);
      int stream = 3;
      for (int round = 0; round < ROUNDS; round++) {
        Set<Integer> asked = new HashSet<>();
        for (int index = 1; index < STREAMS; index++) {
          client.write(HEADERS, END_HEADERS, stream, REFUSED);
          asked.add(stream);
          stream += 2;
        }
        client.flush();
        while (!asked.isEmpty()) {
          Frame frame = client.read();
          assertTrue(frame.type() != GOAWAY, "round " + round);
          if (!frame.is(END_STREAM) || frame.type() > HEADERS) continue;
          assertTrue(asked.remove(frame.stream()));
          client.write(RST_STREAM, 0, frame.stream(), FrameClient.word(CANCEL));
        }
      }
      client.write(DATA, END_STREAM, 1, Arrays.copyOfRange(batch, 1, batch.length));
      client.flush();
      Frame answer = client.read(HEADERS);
      assertEquals(1, answer.stream());
      assertTrue(new String(answer.payload(), StandardCharsets.ISO_8859_1).contains("201"));
      assertEquals(List.of(), log.with("WARN"));
    }
  }

  @Test
  void whoTakesBackWhatIsBeingAnsweredIsEnded() throws Exception {
    String[] line = ended(RunningNode.FRANCE, client -> {
      for (int stream = 1; stream < FLOOD; stream += 2) {
        client.write(HEADERS, END_HEADERS | END_STREAM, stream, ASKS);
        client.write(RST_STREAM, 0, stream, FrameClient.word(CANCEL));
      }
    });
    assertTrue(line[0].contains("ended: 250/0 "), line[0]);
    assertTrue(line[0].contains("takes its requests back"), line[0]);
  }

  @Test
  void whoBreaksRequestsIsEnded() throws Exception {
    String[] line = ended(RunningNode.FRANCE, client -> {
      for (int stream = 1; stream < FLOOD; stream += 2) {
        client.write(HEADERS, END_HEADERS | END_STREAM, stream, ASKS);
        client.write(WINDOW_UPDATE, 0, stream, FrameClient.word(0));
      }
    });
    assertTrue(line[0].contains("breaks its requests"), line[0]);
  }

  /* Each by somebody else: of one, there is one line a minute. */
  @Test
  void whoSendsFramesThatCarryNothingIsEnded() throws Exception {
    empty(PING, RunningNode.FRANCE);
    empty(SETTINGS, RunningNode.DENMARK);
    empty(UNKNOWN, RunningNode.HUB);
  }

  private void empty(int type, RoutingCode peer) throws Exception {
    byte[] payload = type == PING ? new byte[8] : new byte[0];
    String[] line = ended(peer, client -> {
      for (int frame = 0; frame < FLOOD; frame++) client.write(type, 0, 0, payload);
    });
    assertTrue(line[0].contains("frames without a request"), line[0]);
    assertTrue(Integer.parseInt(line[1]) < FLOOD / 10, "answers: " + line[1]);
  }

  private interface Flood {
    void by(FrameClient client);
  }

  /* The one line that is logged, and how many frames came back. */
  private String[] ended(RoutingCode peer, Flood flood) throws Exception {
    try (LogLines log = LogLines.ofAll();
        FrameClient client = client(peer)) {
      client.read(SETTINGS);
      flood.by(client);
      try {
        client.flush();
      } catch (IOException over) {
        // It was ended before all was sent.
      }
      int frames = 0;
      int code = 0;
      try {
        while (true) {
          Frame frame = client.read();
          frames++;
          if (frame.type() == GOAWAY) code = frame.word(4);
        }
      } catch (IOException over) {
        assertTrue(code == ENHANCE_YOUR_CALM || code == 0, "code " + code);
      }
      List<String> lines = log.with("A connection of HTTP/2 was ended");
      assertEquals(lines, log.with("WARN"));
      assertEquals(1, lines.size(), log.all()::toString);
      assertTrue(!lines.getFirst().contains("\tat "), lines.getFirst());
      return new String[] {lines.getFirst(), "" + frames};
    }
  }

  private FrameClient client(RoutingCode peer) throws Exception {
    var own = node.identity(peer);
    Sockets sockets = Sockets.of(
        new IssuedCertificates(Pem.certificates(own.certificate()), Pem.privateKey(own.key())),
        own.trust());
    return new FrameClient(sockets.open(node.ports().peers(), Sockets.HTTP_2)).greet();
  }
}
