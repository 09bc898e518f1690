package godwit.simulation;

import static godwit.store.TestDatabases.await;

import godwit.codec.batch.BatchDecoder;
import godwit.domain.Directory;
import godwit.domain.Directory.Resolution;
import godwit.domain.Limits;
import godwit.domain.MixPolicy;
import godwit.domain.Pauses;
import godwit.domain.risk.Scoring;
import godwit.exchange.delivery.SimulatedOutbox;
import godwit.exchange.fetch.SimulatedFetch;
import godwit.http.ReceiptJson;
import godwit.http.peer.BatchStatus;
import godwit.intake.Body;
import godwit.intake.ExposureIntake;
import godwit.intake.FetchedBatches;
import godwit.intake.IntakeContext;
import godwit.intake.IntakeLoop;
import godwit.intake.MemoryBudget;
import godwit.intake.Outcome;
import godwit.intake.UploadPump;
import godwit.intake.UploadSource;
import godwit.peer.Reply;
import godwit.store.Connections;
import godwit.store.Fetches;
import godwit.store.commit.CommitResult;
import godwit.store.commit.Committer;
import godwit.store.commit.Upload;
import godwit.store.outgoing.Cursor;
import godwit.store.outgoing.Deliveries;
import godwit.store.outgoing.Outgoing;
import godwit.store.outgoing.Pages;
import godwit.store.outgoing.Pulls;
import godwit.store.segment.Attempts;
import godwit.store.segment.Stretch;
import godwit.trust.keys.SignerKeys;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Supplier;

/// One node of a member: production's intake, commits, cuts, deliveries and fetches on a store that
/// fails, without sockets and without loops of its own.
///
/// It outlives its deaths and the runs: what it remembers between two steps is made anew.
final class SimulatedNode {
  private static final int CONNECTIONS = 2;
  private static final long MEMORY = 64L << 20;

  private final Vertx vertx;
  private final SimulatedMember member;
  private final Context loop;
  private final FaultyStore store;
  private final Pool pool;
  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private final Committer committer;
  private final IntakeLoop intake;
  private final Optional<FetchedBatches> inbox;
  private Optional<Steps> steps = Optional.empty();

  /* What is lost with a life. */
  private record Steps(
      SimulatedOutbox outbox,
      List<SimulatedOutbox.Deliverer> deliverers,
      List<SimulatedFetch> fetchers) {}

  SimulatedNode(Vertx vertx, SimulatedMember member, Optional<Protection> off) {
    this.vertx = vertx;
    this.member = member;
    this.store = new FaultyStore(off, member.admin());
    this.loop = vertx.getOrCreateContext();
    this.pool = store.over(Connections.pool(vertx, member.database(), CONNECTIONS), false);
    Pool commits = store.over(Connections.pool(vertx, member.database(), 1), true);
    this.committer = onLoop(() -> Future.succeededFuture(new Committer(vertx, commits, metrics)));
    IntakeContext context = new IntakeContext(
        member.federation()::directory,
        () -> Pauses.NONE,
        SignerKeys.NONE,
        List::of,
        Limits.DEFAULT,
        Scoring.DEFAULT,
        Optional.empty(),
        Map.of(),
        MixPolicy.NONE,
        Optional.empty(),
        Optional.empty(),
        member.clock(),
        new Attempts(UUID.randomUUID()),
        member.destinations(),
        pool,
        committer,
        () -> {},
        () -> {},
        new MemoryBudget(MEMORY, member.clock()),
        () -> false,
        metrics);
    this.intake = onLoop(() -> Future.succeededFuture(IntakeLoop.of(context, vertx, pool)));
    this.inbox = member.federation().current().fetched().isEmpty()
        ? Optional.empty()
        : Optional.of(new FetchedBatches(context, member.database()));
    inbox.ifPresent(each -> await(vertx.deployVerticle(each)));
  }

  FaultyStore store() {
    return store;
  }

  /// Begins to live, or to live again: with nothing but what its database holds.
  void begin(Simulation run) {
    store.restart();
    UUID id = run.choices().uuid();
    SimulatedOutbox outbox = new SimulatedOutbox(
        vertx,
        pool,
        id,
        member.destinations(),
        member.federation(),
        member.clock(),
        run.choices().branch(),
        metrics,
        run.network().from(member),
        run.off());
    List<SimulatedFetch> fetchers = new ArrayList<>();
    for (var route : member.federation().current().fetched()) {
      fetchers.add(new SimulatedFetch(
          vertx,
          new Fetches.Source(route.peer(), member.code()),
          route.direct(),
          id,
          pool,
          member.federation(),
          inbox.orElseThrow(),
          loop,
          member.clock(),
          run.choices().branch(),
          run.network().fetchedBy(member),
          () -> run.before(this)));
    }
    steps = Optional.of(new Steps(outbox, outbox.deliverers(), fetchers));
  }

  SimulatedMember member() {
    return member;
  }

  SimulatedOutbox outbox() {
    return steps.orElseThrow().outbox();
  }

  List<SimulatedOutbox.Deliverer> deliverers() {
    return steps.orElseThrow().deliverers();
  }

  List<SimulatedFetch> fetchers() {
    return steps.orElseThrow().fetchers();
  }

  /// Uploads that have come as far as the commit, and wait.
  int waiting() {
    return (int) metrics.get("godwit.commit.waiting").gauge().value();
  }

  Future<CommitResult> commit(Upload upload) {
    return started(() -> committer.commit(upload));
  }

  /// Takes a batch as it comes from a peer.
  ///
  /// @param sent how many of its bytes come before the connection breaks; all if it does not
  Future<Reply> take(SimulatedMember from, String path, byte[] batch, int sent) {
    var code = member.addressee(path);
    Directory directory = member.federation().directory();
    Directory.Peer caller = directory.peer(from.code()).orElseThrow();
    boolean own = directory.resolve(code) instanceof Resolution.Own;
    return started(() -> member
            .destinations()
            .id(pool, own ? member.code() : code)
            .compose(row -> {
              ExposureIntake.Way way = own
                  ? new ExposureIntake.Way.Kept(row)
                  : new ExposureIntake.Way.Relayed(row, row, path);
              var arrival =
                  new ExposureIntake.Arrival(caller, code, OptionalLong.empty(), way, false);
              return UploadPump.run(
                  intake,
                  UploadSource.PEER,
                  new Pieces(batch, sent),
                  false,
                  BatchDecoder::new,
                  (segments, pointer) -> new ExposureIntake(intake, arrival, segments, pointer));
            }))
        .transform(done -> Future.succeededFuture(
            done.succeeded() ? reply(done.result()) : problem(503, "overloaded")));
  }

  /// Says what became of a batch.
  Future<Reply> status(UUID batch) {
    return started(() -> intake
            .batches()
            .byId(batch)
            .compose(held -> held.isEmpty()
                ? Future.succeededFuture(problem(404, "unknown-batch"))
                : BatchStatus.of(held.getFirst(), new Deliveries(pool, UUID.randomUUID()))
                    .map(document -> reply(200, document))))
        .recover(_ -> Future.succeededFuture(problem(503, "overloaded")));
  }

  /// Gives what comes after a cursor, and notes that what is before it was received. As the routes
  /// of a fetching peer do.
  Future<Optional<SimulatedFetch.Given.Batch>> after(SimulatedMember reader, String cursor) {
    Pulls pulls = new Pulls(pool);
    Deliveries deliveries = new Deliveries(pool, UUID.randomUUID());
    return started(() -> member
        .destinations()
        .id(pool, reader.code())
        .compose(stream -> pulls
            .range(stream)
            .compose(range -> {
              if (cursor.isEmpty()) return Future.succeededFuture(range.first() - 1);
              long confirmed = confirmed(cursor, range);
              return pulls.confirm(stream, confirmed).map(confirmed);
            })
            .compose(from -> pulls.after(stream, from))
            .compose(found -> found.isEmpty()
                ? Future.succeededFuture(Optional.empty())
                : bytes(deliveries, found.get())
                    .map(bytes -> Optional.of(given(found.get(), bytes))))));
  }

  private SimulatedFetch.Given.Batch given(Outgoing batch, byte[] bytes) {
    String next = new Cursor(member.epoch(), batch.sequence()).text();
    return new SimulatedFetch.Given.Batch(bytes, bytes.length, next);
  }

  private long confirmed(String cursor, Pages.Range range) {
    Cursor read = Cursor.parse(cursor).orElseThrow();
    if (read.epoch() != member.epoch() || !range.continues(read.sequence())) {
      throw new AssertionError(cursor + " is not of " + range);
    }
    return read.sequence();
  }

  /// The bytes of a batch or page.
  static Future<byte[]> bytes(Deliveries deliveries, Outgoing batch) {
    return deliveries.places(batch).compose(places -> {
      Future<Buffer> all = Future.succeededFuture(Buffer.buffer(batch.preamble().bytes()));
      for (Stretch stretch : Stretch.of(places, 1 << 20)) {
        all = all.compose(bytes -> deliveries.blocks(batch, stretch).map(bytes::appendBuffer));
      }
      return all.map(bytes -> bytes.appendBuffer(batch.endBlock()).getBytes());
    });
  }

  private <T> T onLoop(Supplier<Future<T>> task) {
    return await(started(task));
  }

  private <T> Future<T> started(Supplier<Future<T>> task) {
    Promise<T> done = Promise.promise();
    loop.runOnContext(_ -> {
      try {
        task.get().onComplete(done);
      } catch (RuntimeException | AssertionError fault) {
        done.fail(fault);
      }
    });
    return done.future();
  }

  /* As the listener of a node's peers answers. */
  private static Reply reply(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Stored(var receipt) ->
        reply(receipt.duplicate() ? 200 : 201, ReceiptJson.of(receipt));
      case Outcome.NothingAccepted(var receipt) ->
        throw new AssertionError("nothing accepted of " + receipt);
      case Outcome.Conflict _ -> problem(409, "batch-conflict");
      case Outcome.Refused(var problem) -> problem(400, problem.type().word());
      case Outcome.TryLater _ -> problem(503, "overloaded");
    };
  }

  private static Reply problem(int status, String word) {
    return reply(status, new JsonObject().put("type", "urn:hix:problem:" + word));
  }

  private static Reply reply(int status, JsonObject document) {
    Optional<Duration> wait = status == 503 ? Optional.of(Outcome.SOON) : Optional.empty();
    return new Reply(status, wait, document.toBuffer());
  }

  /* A body that may break off: two pieces, then its end. */
  private static final class Pieces implements Body {
    private final byte[] bytes;
    private final int sent;
    private int at;
    private Optional<Reader> reader = Optional.empty();

    Pieces(byte[] bytes, int sent) {
      this.bytes = bytes;
      this.sent = sent;
    }

    @Override
    public void readBy(Reader next) {
      reader = Optional.of(next);
    }

    @Override
    public void ask() {
      if (reader.isEmpty()) return;
      Reader asking = reader.get();
      if (at < sent) {
        int length = Math.min(sent - at, Math.max(1, bytes.length / 2));
        at += length;
        asking.piece(ByteBuffer.wrap(bytes, at - length, length));
      } else if (sent == bytes.length) {
        asking.end();
      } else {
        asking.failed(new IOException("the connection broke"));
      }
    }

    @Override
    public void letGo() {
      reader = Optional.empty();
    }
  }
}
