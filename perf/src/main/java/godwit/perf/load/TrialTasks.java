package godwit.perf.load;

import godwit.codec.payload.RoutingCode;
import godwit.perf.worker.FederationFolder;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// What the load process can be asked to do for trials; orders and results as of [LoadTasks].
final class TrialTasks {
  private static final int MARGIN_SECONDS = 120;
  private static final int LONG_SECONDS = 900;
  private static final int OPENING = 32;
  private static final String OWN_ADDRESS = "127.0.0.";
  private static final int FIRST_ADDRESS = 2;
  private static final int PER_ADDRESS = 4_000;

  private final Clients clients;
  private final Set<NetSocket> held = ConcurrentHashMap.newKeySet();

  TrialTasks(Clients clients) {
    this.clients = clients;
  }

  /// Everything at once for some time.
  JsonObject soak(JsonObject order) throws Exception {
    Trial.Soak soak = (Trial.Soak) Clients.workload(order);
    SoakLoad load = new SoakLoad(clients, order, soak);
    return load.run(soak.seconds() + MARGIN_SECONDS);
  }

  /// Begins large batches and sends them as slowly as was asked for; then cuts them off.
  JsonObject trickle(JsonObject order) throws Exception {
    Trial.SlowSenders slow = (Trial.SlowSenders) Clients.workload(order);
    Requests requests = requests(order, Mix.SIMPLE, slow.records(), false);
    Connector connector = clients.connector(order);
    int port = order.getInteger("port");
    long start = System.nanoTime();
    List<SlowSender> senders = new ArrayList<>();
    for (int sender = 0; sender < slow.senders(); sender++) {
      NetSocket socket = clients.await(() -> connector.socket(port));
      SlowSender one =
          new SlowSender(clients.vertx(), socket, requests.next().request(), slow.bytesPerSecond());
      senders.add(one);
      clients.await(() -> Future.succeededFuture(one).onSuccess(SlowSender::start));
    }
    clients.await(
        () -> clients.vertx().timer(slow.seconds(), TimeUnit.SECONDS),
        slow.seconds() + MARGIN_SECONDS);
    long refused = senders.stream().filter(SlowSender::wasAnswered).count();
    long bytes = senders.stream().mapToLong(SlowSender::sent).sum();
    for (SlowSender sender : senders) clients.await(sender::stop);
    return new JsonObject()
        .put("seconds", (System.nanoTime() - start) / 1e9)
        .put("refused", refused)
        .put("bytes", bytes);
  }

  /// Sends one batch that has its blocks so often that it is as long as was asked for.
  JsonObject longBody(JsonObject order) throws Exception {
    Trial.LongBody body = (Trial.LongBody) Clients.workload(order);
    boolean beyond = order.getBoolean("beyond");
    Requests requests = requests(order, beyond ? Mix.MIXED : Mix.SIMPLE, body.records(), beyond);
    BatchBody blocks = requests.body();
    long once = blocks.decodedBytes(2) - blocks.decodedBytes(1);
    int copies = Math.toIntExact((body.bytes() - blocks.decodedBytes(0)) / once) + (beyond ? 1 : 0);
    HttpConnection connection = clients.connections(order, 1).getFirst();
    Requests.Ready ready = requests.next(copies);
    long start = System.nanoTime();
    HttpAnswer answer = clients.await(() -> connection.send(ready.request()), LONG_SECONDS);
    double seconds = (System.nanoTime() - start) / 1e9;
    if (!beyond) ClosedLoop.requireAccepted(answer, copies * blocks.records());
    return new JsonObject()
        .put("seconds", seconds)
        .put("status", answer.status())
        .put("records", copies * blocks.records())
        .put("decodedBytes", blocks.decodedBytes(copies));
  }

  /// Opens connections that nothing is sent on, until they are released.
  JsonObject hold(JsonObject order) throws Exception {
    int count = order.getInteger("count");
    int port = order.getInteger("port");
    Connector connector = clients.connector(order);
    long start = System.nanoTime();
    for (int left = count, address = FIRST_ADDRESS; left > 0; left -= PER_ADDRESS, address++) {
      NetClient client = connector.from(OWN_ADDRESS + address);
      int most = Math.min(left, PER_ADDRESS);
      AtomicInteger begun = new AtomicInteger();
      clients.await(
          () -> {
            List<Future<Void>> lanes = new ArrayList<>();
            for (int lane = 0; lane < OPENING; lane++) lanes.add(open(client, port, begun, most));
            return Future.all(lanes);
          },
          LONG_SECONDS);
    }
    return new JsonObject()
        .put("seconds", (System.nanoTime() - start) / 1e9)
        .put("open", held.size());
  }

  /// Closes what was held, and says how much of it was still open.
  JsonObject release(JsonObject order) throws Exception {
    List<NetSocket> open = List.copyOf(held);
    clients.await(
        () -> Future.join(open.stream().map(NetSocket::close).toList()).otherwiseEmpty());
    held.clear();
    return new JsonObject().put("open", open.size());
  }

  /// Opens connections one after another, and closes each once its handshake is done.
  JsonObject handshakes(JsonObject order) throws Exception {
    int count = order.getInteger("count");
    int port = order.getInteger("port");
    Connector connector = clients.connector(order);
    long start = System.nanoTime();
    for (int done = 0; done < count; done++) {
      clients.await(() -> connector.socket(port).compose(NetSocket::close));
    }
    return new JsonObject().put("seconds", (System.nanoTime() - start) / 1e9).put("count", count);
  }

  private Future<Void> open(NetClient client, int port, AtomicInteger begun, int most) {
    if (begun.getAndIncrement() >= most) return Future.succeededFuture();
    return client.connect(port, "localhost").compose(socket -> {
      held.add(socket);
      socket.closeHandler(_ -> held.remove(socket));
      return open(client, port, begun, most);
    });
  }

  private Requests requests(JsonObject order, Mix mix, int records, boolean gzip)
      throws IOException {
    RoutingCode code = Clients.code(order);
    return Requests.exposures(
        clients.bodies().of(mix, records, gzip, code), FederationFolder.SENDER, code);
  }
}
