package godwit.simulation;

import static godwit.store.TestDatabases.await;

import godwit.codec.BigEndian;
import godwit.codec.batch.BlockBuilder;
import godwit.codec.batch.Digest;
import godwit.codec.batch.Magic;
import godwit.codec.batch.Preamble;
import godwit.codec.payload.RoutingCode;
import godwit.domain.Receipt;
import godwit.store.commit.BatchKey;
import godwit.store.commit.CommitResult;
import godwit.store.commit.Upload;
import godwit.store.segment.StoredSegment;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/// The users of all authorities: what they upload, again and again until it is acknowledged, and
/// what has to arrive where because of it.
final class Phones {
  private static final int DATA_BYTES = 16;
  private static final int NUMBER = 8;
  private static final int PAYLOAD = 0x10;
  private static final int MOST_RECORDS = 3;
  private static final int OWN = 250; // of a thousand uploads have something for that authority
  private static final int OTHERS = 800;

  private final Simulation run;
  private final List<Event> open = new ArrayList<>();
  private final Map<RoutingCode, Set<Long>> acknowledged = new TreeMap<>();
  private long next;

  Phones(Simulation run) {
    this.run = run;
  }

  /* An upload, and the numbers of what it has for whom. */
  private static final class Event {
    private final SimulatedMember home;
    private final UUID batch;
    private final Map<RoutingCode, List<Long>> numbers;
    private Optional<Future<CommitResult>> underWay = Optional.empty();

    Event(SimulatedMember home, UUID batch, Map<RoutingCode, List<Long>> numbers) {
      this.home = home;
      this.batch = batch;
      this.numbers = numbers;
    }
  }

  /// Makes an upload at one authority, for some of all, and sends it.
  void upload(SimulatedMember home, SimulatedNode node) {
    Map<RoutingCode, List<Long>> numbers = new TreeMap<>();
    for (SimulatedMember authority : run.authorities()) {
      if (!run.choices().chance(authority == home ? OWN : OTHERS)) continue;
      List<Long> few = new ArrayList<>();
      int records = 1 + run.choices().below(MOST_RECORDS);
      for (int record = 0; record < records; record++) few.add(next++);
      numbers.put(authority.code(), few);
    }
    if (numbers.isEmpty()) return;
    Event event = new Event(home, run.choices().uuid(), numbers);
    open.add(event);
    send(event, node);
  }

  /// Sends again what somebody has had no answer to, if there is anything.
  void again() {
    look();
    List<Event> idle = open.stream().filter(event -> event.underWay.isEmpty()).toList();
    if (idle.isEmpty()) return;
    Event event = run.choices().of(idle);
    if (!event.home.isCutOff()) send(event, run.node(event.home));
  }

  /// Uploads that have not been acknowledged yet.
  int open() {
    look();
    return open.size();
  }

  /// The numbers that were acknowledged for an authority.
  Set<Long> acknowledged(RoutingCode code) {
    return acknowledged.getOrDefault(code, Set.of());
  }

  private void send(Event event, SimulatedNode node) {
    Upload upload = upload(event);
    run.ended(node, () -> {
      Future<CommitResult> sent = node.commit(upload);
      event.underWay = Optional.of(sent);
      return sent;
    });
    look();
  }

  /// Hears the answers that have come.
  private void look() {
    for (Event event : List.copyOf(open)) {
      if (event.underWay.filter(Future::isComplete).isEmpty()) continue;
      Future<CommitResult> done = event.underWay.get();
      event.underWay = Optional.empty();
      boolean stored = done.succeeded()
          && (done.result() instanceof CommitResult.Committed
              || done.result() instanceof CommitResult.Held);
      run.choices().note("upload " + event.batch + " " + stored);
      if (!stored) continue;
      open.remove(event);
      event.numbers.forEach((code, numbers) ->
          acknowledged.computeIfAbsent(code, _ -> new HashSet<>()).addAll(numbers));
    }
  }

  private Upload upload(Event event) {
    SimulatedMember home = event.home;
    LocalDate day = LocalDate.ofInstant(home.clock().instant(), ZoneOffset.UTC);
    LocalDate met = LocalDate.ofInstant(World.START, ZoneOffset.UTC);
    Preamble preamble = new Preamble(
        Magic.CONTACTS, 0, event.batch, home.code(), home.code(), World.START.toEpochMilli());
    Digest digest = new Digest(preamble);
    List<StoredSegment> segments = new ArrayList<>();
    List<Upload.Portion> portions = new ArrayList<>();
    long records = 0;
    for (var each : event.numbers.entrySet()) {
      int destination = await(home.destinations().id(home.admin(), each.getKey()));
      byte[] block = block(each.getKey(), met, each.getValue());
      Buffer hash = Buffer.buffer(digest.block(block, 0, block.length));
      int count = each.getValue().size();
      segments.add(new StoredSegment(destination, 0, count, false, hash, Buffer.buffer(block)));
      portions.add(new Upload.Portion(destination, 1, count, block.length));
      records += count;
    }
    Receipt receipt = new Receipt(
        event.batch, Receipt.State.STORED, records, records, List.of(), 0, digest.finish(), false);
    return new Upload(
        BatchKey.of(home.code(), event.batch),
        preamble,
        "a phone",
        receipt,
        UUID.randomUUID(),
        day,
        false,
        segments,
        portions,
        Optional.empty());
  }

  private static byte[] block(RoutingCode code, LocalDate day, List<Long> numbers) {
    BlockBuilder block =
        BlockBuilder.exposures(PAYLOAD, code.code(), (int) day.toEpochDay(), 1, 0, DATA_BYTES);
    for (long number : numbers) {
      byte[] data = new byte[DATA_BYTES];
      BigEndian.put64(data, 0, 0x5A5A5A5A5A5A5A5AL);
      BigEndian.put64(data, NUMBER, number);
      if (!block.addExposure(100, data, 0, DATA_BYTES)) throw new AssertionError("full");
    }
    return block.finish();
  }
}
