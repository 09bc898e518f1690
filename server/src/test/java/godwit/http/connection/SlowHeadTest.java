package godwit.http.connection;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import godwit.fixture.FrameClient;
import godwit.fixture.IssuedCertificates;
import godwit.fixture.PeerTest;
import godwit.fixture.RunningNode;
import godwit.fixture.Sockets;
import godwit.trust.Pem;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// A client that takes its time over the head of a request is not waited for; one that has nothing
/// to ask, or a body to send, is.
class SlowHeadTest extends PeerTest {
  private static final byte[] HEAD =
      "GET /resolver HTTP/1.1\r\nHost: localhost\r\nX-Slow: 012345678901234567890\r\n\r\n"
          .getBytes(US_ASCII);
  private static final byte[] UPLOAD = ("POST " + NORWAY
          + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n"
          + "Content-Type: application/octet-stream\r\n\r\n")
      .getBytes(US_ASCII);
  private static final byte[] BLOCK = FrameClient.head("GET", "/resolver", Map.of());
  private static final byte[] SETTINGS = FrameClient.frame(FrameClient.SETTINGS, 0, 0);
  private static final byte[] NOTHING = new byte[0];

  private static final int LEAST_SECONDS = HeadDeadline.SECONDS - 1;
  private static final int MOST_SECONDS = HeadDeadline.SECONDS + 5;
  private static final int PAUSE_MILLIS = 700;

  private final Map<String, Future<String>> outcomes = new TreeMap<>();

  @Test
  void aHeadHasItsTimeAndEverythingElseHasItsOwn() throws Exception {
    Map<String, String> expected = new TreeMap<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (String listener : new String[] {"peers", "devices", "ops"}) {
        expected.put(listener + " silent", "ended");
        expected.put(listener + " head", "ended");
        expected.put(listener + " second head", "ended");
        expected.put(listener + " kept", "open");
        run(threads::submit, listener + " silent", () -> slowly(plain(listener), NOTHING, NOTHING));
        run(threads::submit, listener + " head", () -> slowly(plain(listener), NOTHING, HEAD));
        run(threads::submit, listener + " second head", () -> slowly(plain(listener), HEAD, HEAD));
        run(threads::submit, listener + " kept", () -> slowly(plain(listener), HEAD, NOTHING));
        if (listener.equals("ops")) continue;
        expected.put(listener + " h2 silent", "ended");
        expected.put(listener + " h2 preface", "ended");
        expected.put(listener + " h2 head", "ended");
        expected.put(listener + " h2 continuation", "ended");
        expected.put(listener + " h2 kept", "open");
        byte[] greeting = joined(FrameClient.PREFACE, SETTINGS);
        byte[] begun = joined(greeting, FrameClient.frame(FrameClient.HEADERS, 0, 1, BLOCK));
        byte[] head = FrameClient.frame(FrameClient.HEADERS, FrameClient.END_HEADERS, 1, BLOCK);
        run(threads::submit, listener + " h2 silent", () -> slowly(h2(listener), NOTHING, NOTHING));
        run(
            threads::submit,
            listener + " h2 preface",
            () -> slowly(h2(listener), NOTHING, greeting));
        run(threads::submit, listener + " h2 head", () -> slowly(h2(listener), greeting, head));
        run(
            threads::submit,
            listener + " h2 continuation",
            () -> slowly(h2(listener), begun, continuations()));
        run(threads::submit, listener + " h2 kept", () -> slowly(h2(listener), greeting, NOTHING));
      }
      for (String listener : new String[] {"devices", "ops"}) {
        String name = listener + " small body";
        expected.put(name, "ended");
        run(threads::submit, name, () -> slowly(plain(listener), small(listener), new byte[1_000]));
      }
      expected.put("peers body", "open");
      run(threads::submit, "peers body", () -> slowly(plain("peers"), UPLOAD, new byte[1_000]));
    }
    Map<String, String> found = new TreeMap<>();
    for (var outcome : outcomes.entrySet())
      found.put(outcome.getKey(), outcome.getValue().get());
    assertEquals(expected, found);
  }

  private interface Runner {
    Future<String> submit(Callable<String> task);
  }

  private void run(Runner runner, String name, Callable<String> task) {
    outcomes.put(name, runner.submit(task));
  }

  /* Many parts of a head's block, each whole, none the last. */
  private static byte[] continuations() {
    byte[] part =
        FrameClient.frame(FrameClient.CONTINUATION, 0, 1, Arrays.copyOfRange(BLOCK, 0, 1));
    ByteBuffer all = ByteBuffer.allocate(part.length * 100);
    while (all.hasRemaining()) all.put(part);
    return all.array();
  }

  private static byte[] small(String listener) {
    String path = listener.equals("ops") ? "/admin/code" : "/authorisation";
    return ("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n"
            + "X-Godwit-Admin: 1\r\nContent-Type: application/json\r\n\r\n")
        .getBytes(US_ASCII);
  }

  private Socket plain(String listener) throws Exception {
    return switch (listener) {
      case "peers" -> peer().open(node.ports().peers(), Sockets.HTTP_1_1);
      case "devices" -> Sockets.nobody(trust()).open(node.ports().devices(), Sockets.HTTP_1_1);
      default -> new Socket(InetAddress.getLoopbackAddress(), node.ports().ops());
    };
  }

  private Socket h2(String listener) throws Exception {
    return listener.equals("peers")
        ? peer().open(node.ports().peers(), Sockets.HTTP_2)
        : Sockets.nobody(trust()).open(node.ports().devices(), Sockets.HTTP_2);
  }

  private Sockets peer() throws Exception {
    var own = node.identity(RunningNode.FRANCE);
    return Sockets.of(
        new IssuedCertificates(Pem.certificates(own.certificate()), Pem.privateKey(own.key())),
        trust());
  }

  private Path trust() {
    return node.identity(RunningNode.FRANCE).trust();
  }

  /* Sends a beginning at once, and what follows a byte at a time; says whether that was borne. */
  private static String slowly(Socket socket, byte[] start, byte[] rest) throws Exception {
    try (socket) {
      OutputStream out = socket.getOutputStream();
      out.write(start);
      out.flush();
      long begun = System.nanoTime();
      socket.setSoTimeout(PAUSE_MILLIS);
      int sent = 0;
      while (seconds(begun) < MOST_SECONDS) {
        if (isOver(socket.getInputStream())) return ended(begun);
        if (sent < rest.length) {
          try {
            out.write(rest, sent++, 1);
            out.flush();
          } catch (IOException over) {
            return ended(begun);
          }
        }
      }
      return "open";
    }
  }

  private static String ended(long begun) {
    long seconds = seconds(begun);
    return seconds >= LEAST_SECONDS ? "ended" : "ended after " + seconds + " s";
  }

  private static long seconds(long since) {
    return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - since);
  }

  /* Reads what there is, for as long as the socket waits. */
  private static boolean isOver(InputStream in) throws IOException {
    byte[] piece = new byte[4_096];
    try {
      while (in.read(piece) >= 0) {}
      return true;
    } catch (SocketTimeoutException silent) {
      return false;
    } catch (IOException reset) {
      return true;
    }
  }

  private static byte[] joined(byte[] first, byte[] second) {
    return ByteBuffer.allocate(first.length + second.length)
        .put(first)
        .put(second)
        .array();
  }
}
