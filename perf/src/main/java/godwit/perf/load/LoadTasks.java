package godwit.perf.load;

import godwit.codec.batch.EndBlock;
import godwit.codec.batch.Preamble;
import godwit.codec.payload.RoutingCode;
import godwit.perf.load.Requests.Ready;
import godwit.perf.worker.FederationFolder;
import godwit.trust.keys.KeyFiles;
import godwit.trust.keys.SigningKey;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;

/// What the load process can be asked to do. Times are of the sending alone: bodies are made, and
/// connections are opened, before the clock starts.
///
/// - shape: orders have `workload` (see [Workload#json()]), `pki`, `port`, `destination` as
///   `country/state`, and for phones `ops`; results have `seconds`, `requests` and `records`
/// - units: bytes, seconds; latencies in milliseconds
/// - errors: whatever a server answered instead of a receipt for all records
final class LoadTasks {
  private static final RoutingCode SENDER = FederationFolder.SENDER;

  private final Clients clients;
  private final Deque<Ready> patients = new ArrayDeque<>();
  private Optional<JsonDocuments> documents = Optional.empty();

  LoadTasks(Clients clients) {
    this.clients = clients;
  }

  /// Makes the body of a workload, so that no later task has to.
  JsonObject make(JsonObject order) throws Exception {
    BatchBody body = body(order);
    Requests requests = Requests.exposures(body, SENDER, Clients.code(order));
    long wire = body.wireBytes(body.stamp(
        new Preamble(requests.magic(), 0, new UUID(0, 0), SENDER, Clients.code(order), 0)));
    return new JsonObject()
        .put("records", body.records())
        .put("decodedBytes", body.decodedBytes())
        .put("wireBytes", wire);
  }

  /// Sends large batches of exposures.
  JsonObject ingest(JsonObject order) throws Exception {
    Workload workload = Clients.workload(order);
    Sending sending = sending(workload);
    Requests requests = Requests.exposures(body(order), SENDER, Clients.code(order));
    return send(order, requests, sending.batches(), sending.connections());
  }

  /// Sends large batches, one after another, until the server goes away.
  JsonObject untilGone(JsonObject order) throws Exception {
    Requests requests = Requests.exposures(body(order), SENDER, Clients.code(order));
    List<HttpConnection> connections =
        clients.connections(order, sending(Clients.workload(order)).connections());
    long start = System.nanoTime();
    try {
      clients.await(() -> new ClosedLoop(
              () -> Optional.of(requests.next()), requests.body().records())
          .run(connections));
      throw new IllegalStateException("a loop without end has ended");
    } catch (IOException gone) {
      return result(start, 0, 0).put("ended", String.valueOf(gone.getMessage()));
    }
  }

  /// Sends small batches for some seconds, as fast as they are confirmed.
  JsonObject closed(JsonObject order) throws Exception {
    Workload.Small small = (Workload.Small) Clients.workload(order);
    if (small.signed()) {
      return send(order, signed(order, small), body(order).records(), small.connections());
    }
    Requests requests = Requests.exposures(body(order), SENDER, Clients.code(order));
    List<HttpConnection> connections = clients.connections(order, small.connections());
    long start = System.nanoTime();
    long end = start + TimeUnit.SECONDS.toNanos(small.seconds());
    Supplier<Optional<Ready>> next =
        () -> System.nanoTime() - end < 0 ? Optional.of(requests.next()) : Optional.empty();
    long confirmed =
        clients.await(() -> new ClosedLoop(next, requests.body().records()).run(connections));
    return result(start, confirmed, confirmed * small.records());
  }

  /// Sends small batches at a fixed rate.
  JsonObject open(JsonObject order) throws Exception {
    Workload.Small small = (Workload.Small) Clients.workload(order);
    Requests requests = Requests.exposures(body(order), SENDER, Clients.code(order));
    Deque<Ready> signed = small.signed() ? signed(order, small) : new ArrayDeque<>();
    Supplier<Ready> next = small.signed() ? signed::remove : requests::next;
    return open(order, next, small.connections(), small.perSecond(), small.count());
  }

  private JsonObject open(
      JsonObject order, Supplier<Ready> next, int open, int perSecond, int count) throws Exception {
    long records = body(order).records();
    List<HttpConnection> connections = clients.connections(order, open);
    long start = System.nanoTime();
    OpenLoop.Result over = clients.await(
        () -> new OpenLoop(clients.context(), next, records, perSecond, count).run(connections));
    Histogram micros = over.micros();
    return result(start, count, count * records)
        .put("refused", over.refused())
        .put("p50Millis", micros.getValueAtPercentile(50) / 1e3)
        .put("p90Millis", micros.getValueAtPercentile(90) / 1e3)
        .put("p99Millis", micros.getValueAtPercentile(99) / 1e3)
        .put("p999Millis", micros.getValueAtPercentile(99.9) / 1e3)
        .put("maxMillis", micros.getMaxValue() / 1e3);
  }

  /* Made beforehand: signing would be the client's time. */
  private Deque<Ready> signed(JsonObject order, Workload.Small small) throws IOException {
    Path pki = Path.of(order.getString("pki"));
    SigningKey key = KeyFiles.secret(FederationFolder.signingKey(pki, SENDER));
    byte[] id = key.shown().id();
    Requests requests = Requests.exposures(
        body(order),
        SENDER,
        Clients.code(order),
        digest -> Optional.of(new EndBlock.Signature(id, key.sign(digest))));
    return ready(requests, small.count());
  }

  /// Makes the batches of patients who upload their contact events, each under a code of its own.
  JsonObject patients(JsonObject order) throws Exception {
    int count = switch (Clients.workload(order)) {
      case Workload.Contacts contacts -> contacts.batches();
      case Workload.Uploads uploads -> uploads.count();
      case Trial.Crossing crossing -> crossing.count();
      case Workload other -> throw new IllegalArgumentException("workload=" + other);
    };
    RoutingCode home = FederationFolder.A;
    BatchBody body = body(order);
    patients.clear();
    for (int patient = 0; patient < count; patient++) {
      String token = clients.token(order);
      patients.add(Requests.contacts(body, home, token).next());
    }
    return new JsonObject().put("records", body.records() * patients.size());
  }

  /// Uploads them.
  JsonObject contacts(JsonObject order) throws Exception {
    Workload.Contacts contacts = (Workload.Contacts) Clients.workload(order);
    return send(order, patients, body(order).records(), contacts.connections());
  }

  /// Uploads them at a fixed rate.
  JsonObject uploads(JsonObject order) throws Exception {
    return switch (Clients.workload(order)) {
      case Workload.Uploads uploads ->
        open(order, patients::remove, uploads.connections(), uploads.perSecond(), uploads.count());
      case Trial.Crossing crossing ->
        open(order, patients::remove, 8, crossing.perSecond(), crossing.count());
      case Workload other -> throw new IllegalArgumentException("workload=" + other);
    };
  }

  /// Sends batches for somebody else, and waits until that one has them.
  JsonObject relay(JsonObject order) throws Exception {
    Sending sending = sending(Clients.workload(order));
    Requests requests = Requests.exposures(body(order), SENDER, Clients.code(order));
    List<HttpConnection> connections = clients.connections(order, sending.connections());
    Deque<Ready> ready = ready(requests, sending.batches());
    List<UUID> sent = new ArrayList<>(ready.stream().map(Ready::batch).toList());
    long records = requests.body().records();
    long start = System.nanoTime();
    clients.await(() -> new ClosedLoop(() -> Optional.ofNullable(ready.poll()), records)
        .run(connections)
        .compose(_ -> new DeliveryWatch(clients.vertx(), connections.getFirst(), sent, records)
            .untilDelivered()));
    return result(start, sent.size(), sent.size() * records);
  }

  /// Reads the list from its first page on.
  JsonObject list(JsonObject order) throws Exception {
    Workload.Listing listing = (Workload.Listing) Clients.workload(order);
    HttpConnection connection = clients.connections(order, 1).getFirst();
    long start = System.nanoTime();
    ListReading.Result read =
        clients.await(() -> new ListReading(connection, listing.megabytes() * 1_000_000L).run());
    return result(start, read.pages(), 0).put("bytes", read.bytes());
  }

  /// Makes the documents of a workload, so that no later task has to.
  JsonObject makeJson(JsonObject order) throws Exception {
    JsonDocuments made = documents(order);
    return new JsonObject()
        .put("records", made.records())
        .put("bytes", made.shared().length());
  }

  /// Sends batches of exposures as documents.
  JsonObject json(JsonObject order) throws Exception {
    Workload.Json workload = (Workload.Json) Clients.workload(order);
    JsonDocuments made = documents(order);
    Deque<Ready> ready = new ArrayDeque<>();
    for (int batch = 0; batch < workload.batches(); batch++) ready.add(made.next());
    return send(order, ready, made.records(), workload.connections());
  }

  private JsonDocuments documents(JsonObject order) throws IOException {
    Workload.Json workload = (Workload.Json) Clients.workload(order);
    Optional<JsonDocuments> made = documents.filter(each -> each.records() == workload.records());
    if (made.isPresent()) return made.get();
    RoutingCode code = Clients.code(order);
    RecordMaker maker = new RecordMaker(code, LocalDate.now(ZoneOffset.UTC));
    List<byte[]> blocks = maker.blocks(Mix.SIMPLE, workload.records());
    JsonDocuments all = JsonDocuments.of(SENDER, code, blocks);
    documents = Optional.of(all);
    return all;
  }

  private record Sending(int batches, int connections) {}

  private static Sending sending(Workload workload) {
    return switch (workload) {
      case Workload.Ingest ingest -> new Sending(ingest.batches(), ingest.connections());
      case Workload.Delivery delivery -> new Sending(delivery.batches(), delivery.connections());
      case Workload.Contacts contacts -> new Sending(contacts.batches(), contacts.connections());
      case Workload.Start _ -> new Sending(1, 1);
      case Workload.Small _,
          Workload.Uploads _,
          Workload.Listing _,
          Workload.Idle _,
          Workload.Json _,
          Trial _ -> throw new IllegalArgumentException("workload=" + workload);
    };
  }

  private JsonObject send(JsonObject order, Requests requests, int batches, int count)
      throws Exception {
    return send(order, ready(requests, batches), requests.body().records(), count);
  }

  private JsonObject send(JsonObject order, Deque<Ready> ready, long records, int count)
      throws Exception {
    List<HttpConnection> connections = clients.connections(order, count);
    int batches = ready.size();
    long start = System.nanoTime();
    long confirmed = clients.await(
        () -> new ClosedLoop(() -> Optional.ofNullable(ready.poll()), records).run(connections));
    if (confirmed != batches) throw new IOException(confirmed + " of " + batches + " confirmed");
    return result(start, confirmed, confirmed * records);
  }

  private static Deque<Ready> ready(Requests requests, int batches) {
    Deque<Ready> ready = new ArrayDeque<>();
    for (int batch = 0; batch < batches; batch++) ready.add(requests.next());
    return ready;
  }

  private static JsonObject result(long startNanos, long requests, long records) {
    return new JsonObject()
        .put("seconds", (System.nanoTime() - startNanos) / 1e9)
        .put("requests", requests)
        .put("records", records);
  }

  private BatchBody body(JsonObject order) throws IOException {
    RoutingCode code = Clients.code(order);
    return switch (Clients.workload(order)) {
      case Workload.Ingest ingest ->
        clients.bodies().of(ingest.mix(), ingest.records(), ingest.gzip(), code);
      case Workload.Small small -> clients.bodies().of(Mix.SIMPLE, small.records(), false, code);
      case Workload.Contacts contacts ->
        clients.bodies().of(Mix.EVENTS, contacts.records(), false, code);
      case Workload.Uploads uploads ->
        clients.bodies().of(Mix.EVENTS, uploads.records(), false, code);
      case Trial.Crossing crossing ->
        clients.bodies().of(Mix.CONTACTS, crossing.records(), false, code);
      case Workload.Delivery delivery ->
        clients.bodies().of(Mix.SIMPLE, delivery.records(), false, code);
      case Workload.Start start -> clients.bodies().of(Mix.SIMPLE, start.records(), false, code);
      case Workload.Listing _, Workload.Idle _, Workload.Json _, Trial _ ->
        throw new IllegalArgumentException("a workload without batches");
    };
  }
}
