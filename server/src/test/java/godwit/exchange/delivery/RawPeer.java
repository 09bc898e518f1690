package godwit.exchange.delivery;

import godwit.store.TestDatabases;
import godwit.trust.Pki;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A peer that takes whole batches over real TLS and answers each with bytes that a test has
/// written. Without a script it answers as it should.
final class RawPeer {
  /// What it answers, piece by piece.
  interface Script {
    /// @param receipt the one that is right
    Said answer(String receipt);
  }

  /// Pieces, each written after a wait, and what becomes of the connection then.
  record Said(Duration before, List<String> pieces, boolean closes) {}

  private static final Pattern LENGTH =
      Pattern.compile("content-length: ?([0-9]+)", Pattern.CASE_INSENSITIVE);
  private static final Duration BETWEEN = Duration.ofMillis(30);

  final Queue<Script> scripts = new ConcurrentLinkedQueue<>();
  final List<Buffer> bodies = new CopyOnWriteArrayList<>();
  private final Vertx vertx;
  private final NetServer server;

  RawPeer(Vertx vertx, Pki.Issued identity) {
    this.vertx = vertx;
    NetServerOptions options = new NetServerOptions()
        .setPort(0)
        .setHost("127.0.0.1")
        .setSsl(true)
        .setClientAuth(ClientAuth.REQUIRED)
        .setTrustOptions(new PemTrustOptions().addCertPath(identity.trust().toString()))
        .setKeyCertOptions(new PemKeyCertOptions()
            .addCertPath(identity.certificate().toString())
            .addKeyPath(identity.key().toString()));
    server = TestDatabases.await(
        vertx.createNetServer(options).connectHandler(this::accept).listen());
  }

  static Said keeping(String... pieces) {
    return new Said(BETWEEN, List.of(pieces), false);
  }

  static Said closing(String... pieces) {
    return new Said(BETWEEN, List.of(pieces), true);
  }

  static Said later(Duration before, String answer) {
    return new Said(before, List.of(answer), false);
  }

  URI endpoint() {
    return URI.create("https://127.0.0.1:" + server.actualPort());
  }

  private void accept(NetSocket socket) {
    Buffer came = Buffer.buffer();
    socket.handler(piece -> {
      came.appendBuffer(piece);
      String text = came.toString(StandardCharsets.ISO_8859_1);
      int head = text.indexOf("\r\n\r\n");
      if (head < 0) return;
      Matcher length = LENGTH.matcher(text.substring(0, head));
      if (!length.find()) throw new IllegalStateException(text.substring(0, head));
      int end = head + 4 + Integer.parseInt(length.group(1));
      if (came.length() < end) return;
      Buffer body = came.copy().slice(head + 4, end);
      Buffer rest = came.getBuffer(end, came.length());
      if (rest.length() > 0) throw new IllegalStateException("a second request came early");
      bodies.add(body);
      answer(socket, body);
      socket.handler(null);
      accept(socket);
    });
  }

  private void answer(NetSocket socket, Buffer body) {
    String receipt = PeerServer.receipt(PeerServer.Proven.of(body), "stored").encode();
    Script script = scripts.poll();
    Said said = script == null
        ? keeping(
            "HTTP/1.1 201 Created\r\nContent-Length: " + receipt.length() + "\r\n\r\n" + receipt)
        : script.answer(receipt);
    write(socket, said, 0);
  }

  private void write(NetSocket socket, Said said, int next) {
    if (next == said.pieces().size()) {
      if (said.closes()) socket.close();
      return;
    }
    vertx
        .timer(said.before().toMillis(), TimeUnit.MILLISECONDS)
        .compose(_ -> socket.write(said.pieces().get(next)))
        .onSuccess(_ -> write(socket, said, next + 1));
  }
}
