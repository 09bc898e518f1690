package godwit.perf.load;

import godwit.codec.payload.RoutingCode;
import godwit.perf.load.Requests.Ready;
import godwit.perf.worker.FederationFolder;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/// Large batches plain and compressed, small ones, contact events and list pages, all at once.
final class SoakLoad {
  private static final int SMALL_RECORDS = 100;
  private static final int SMALL_CONNECTIONS = 16;
  private static final int FEW_CONNECTIONS = 4;
  private static final long LIST_BYTES = 4_000_000;
  private static final long LIST_MILLIS = 500;

  private final Clients clients;
  private final JsonObject order;
  private final Trial.Soak soak;
  private long pages;

  SoakLoad(Clients clients, JsonObject order, Trial.Soak soak) {
    this.clients = clients;
    this.order = order;
    this.soak = soak;
  }

  /// Batches of one kind at a rate of their own.
  private record Lane(
      Supplier<Ready> next, long records, List<HttpConnection> connections, int perSecond) {
    static Lane of(Requests requests, List<HttpConnection> connections, int perSecond) {
      return new Lane(requests::next, requests.body().records(), connections, perSecond);
    }
  }

  /// Runs until the time is over and all is answered.
  JsonObject run(int patienceSeconds) throws Exception {
    RoutingCode code = Clients.code(order);
    BodyCache bodies = clients.bodies();
    JsonObject phones = order.copy().put("port", order.getInteger("devices"));
    BatchBody contacts = bodies.of(Mix.CONTACTS, soak.contacts(), false, code);
    String token = clients.token(phones);
    List<HttpConnection> toPhones = clients.connections(phones, FEW_CONNECTIONS + 1);
    List<HttpConnection> toPeers = clients.connections(order, FEW_CONNECTIONS + SMALL_CONNECTIONS);
    List<Lane> lanes = List.of(
        new Lane(
            inTurn(large(false), large(true)),
            soak.records(),
            toPeers.subList(0, FEW_CONNECTIONS),
            1),
        Lane.of(
            Requests.exposures(
                bodies.of(Mix.SIMPLE, SMALL_RECORDS, false, code), FederationFolder.SENDER, code),
            toPeers.subList(FEW_CONNECTIONS, toPeers.size()),
            soak.small()),
        Lane.of(Requests.contacts(contacts, code, token), toPhones.subList(0, FEW_CONNECTIONS), 1));
    long start = System.nanoTime();
    long end = start + TimeUnit.SECONDS.toNanos(soak.seconds());
    List<OpenLoop.Result> results =
        clients.await(() -> all(lanes, toPhones.getLast(), end), patienceSeconds);
    return result(start, lanes, results);
  }

  private static Supplier<Ready> inTurn(Requests first, Requests second) {
    AtomicInteger turn = new AtomicInteger();
    return () -> turn.getAndIncrement() % 2 == 0 ? first.next() : second.next();
  }

  private Requests large(boolean gzip) throws Exception {
    RoutingCode code = Clients.code(order);
    return Requests.exposures(
        clients.bodies().of(gzip ? Mix.MIXED : Mix.SIMPLE, soak.records(), gzip, code),
        FederationFolder.SENDER,
        code);
  }

  private Future<List<OpenLoop.Result>> all(List<Lane> lanes, HttpConnection reader, long end) {
    List<Future<OpenLoop.Result>> loops = new ArrayList<>();
    for (Lane lane : lanes) {
      int count = Math.multiplyExact(lane.perSecond(), soak.seconds());
      loops.add(
          new OpenLoop(clients.context(), lane.next(), lane.records(), lane.perSecond(), count)
              .run(lane.connections()));
    }
    return Future.all(List.of(Future.all(loops), read(reader, end)))
        .map(_ -> loops.stream().map(Future::result).toList());
  }

  private Future<Void> read(HttpConnection reader, long end) {
    if (System.nanoTime() - end > 0) return Future.succeededFuture();
    return new ListReading(reader, LIST_BYTES)
        .run()
        .onSuccess(read -> pages += read.pages())
        .compose(_ -> clients.vertx().timer(LIST_MILLIS, TimeUnit.MILLISECONDS))
        .compose(_ -> read(reader, end));
  }

  private JsonObject result(long start, List<Lane> lanes, List<OpenLoop.Result> results) {
    long records = 0;
    long requests = 0;
    long refused = 0;
    double slowest = 0;
    for (int lane = 0; lane < lanes.size(); lane++) {
      long count = (long) lanes.get(lane).perSecond() * soak.seconds();
      requests += count;
      records += count * lanes.get(lane).records();
      refused += results.get(lane).refused();
      slowest = Math.max(slowest, results.get(lane).micros().getMaxValue() / 1e6);
    }
    return new JsonObject()
        .put("seconds", (System.nanoTime() - start) / 1e9)
        .put("requests", requests)
        .put("records", records)
        .put("refused", refused)
        .put("pages", pages)
        .put("slowestSeconds", slowest);
  }
}
