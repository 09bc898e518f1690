package godwit.server;

import static godwit.store.TestDatabases.await;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// The network between two nodes, which a test can spoil. Bytes pass unread, so TLS stays whole.
final class Line implements AutoCloseable {
  /// More than a handshake, less than any body of a test.
  private static final long REQUEST_BEGUN_BYTES = 16_384;

  private enum Manner {
    PASSES,
    /// What comes back once a request's body has begun is kept from whoever asked.
    WITHHOLDS_ANSWERS,
    REFUSES
  }

  private final NetServer server;
  private final NetClient client;
  private volatile int port;
  private final Set<NetSocket> callers = ConcurrentHashMap.newKeySet();
  private final AtomicLong withheldBytes = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private volatile Manner manner = Manner.PASSES;

  /// A line to a port of this machine.
  Line(Vertx vertx, int port) {
    this.port = port;
    client = vertx.createNetClient();
    server = await(vertx.createNetServer().connectHandler(this::connect).listen(0, "127.0.0.1"));
  }

  /// Leads elsewhere: whoever needs the line's address may start before what it leads to.
  void leadTo(int other) {
    port = other;
  }

  String endpoint() {
    return "https://127.0.0.1:" + server.actualPort();
  }

  void pass() {
    manner = Manner.PASSES;
  }

  void withholdAnswers() {
    manner = Manner.WITHHOLDS_ANSWERS;
  }

  /// Lets no connection through, and ends those there are.
  void refuse() {
    manner = Manner.REFUSES;
    cut();
  }

  /// Ends all connections at once.
  void cut() {
    callers.forEach(NetSocket::close);
  }

  /// Bytes that were kept from those who asked.
  long withheldBytes() {
    return withheldBytes.get();
  }

  /// Connections that were not let through.
  long refused() {
    return refused.get();
  }

  @Override
  public void close() {
    await(server.close());
    await(client.close());
  }

  private void connect(NetSocket caller) {
    if (manner == Manner.REFUSES) {
      refused.incrementAndGet();
      caller.close();
      return;
    }
    callers.add(caller);
    caller.closeHandler(_ -> callers.remove(caller));
    caller.pause();
    client
        .connect(port, "127.0.0.1")
        .onSuccess(called -> join(caller, called))
        .onFailure(_ -> caller.close());
  }

  private void join(NetSocket caller, NetSocket called) {
    AtomicLong asked = new AtomicLong();
    caller.handler(bytes -> {
      asked.addAndGet(bytes.length());
      called.write(bytes);
    });
    called.handler(bytes -> {
      boolean isAnswer = asked.get() > REQUEST_BEGUN_BYTES;
      if (isAnswer && manner == Manner.WITHHOLDS_ANSWERS) {
        withheldBytes.addAndGet(bytes.length());
      } else {
        caller.write(bytes);
      }
    });
    caller.closeHandler(_ -> {
      callers.remove(caller);
      called.close();
    });
    called.closeHandler(_ -> caller.close());
    caller.resume();
  }
}
