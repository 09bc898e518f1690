package godwit.store.commit;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/// Makes uploads durable, many in one transaction.
///
/// One a node, asked from any event loop. While a transaction is under way, what gets ready
/// gathers and goes together with the next one. Alone an upload waits for nothing; once a commit
/// has served several, the next one gives others [#GATHER_MILLIS] to join: what a transaction
/// costs hardly depends on how many it serves, up to [#GROUP].
/*
 * Positions are taken under the destinations' row locks, so commits of one destination follow each
 * other whatever the number of nodes; gathering is what keeps that from being slow.
 *
 * Crash points. Before the commit: nothing of the upload is visible, its attempt is swept. In the
 * commit, outcome unknown: the caller answers 503 and the retry meets the key or does not. After
 * the commit, before the answer: the retry meets the key and gets the same receipt.
 */
public final class Committer {
  /// Uploads of one transaction.
  public static final int GROUP = 256;

  /// How long a commit under load waits for more uploads, unless there are [#ENOUGH] before.
  static final int GATHER_MILLIS = 10;

  /// Uploads that a commit waits no longer with.
  private static final int ENOUGH = 48;

  /// Uploads that may wait; beyond it [CommitResult.Full] is answered.
  public static final int WAITING = 4_096;

  /* Classes of SQLSTATE: cardinality, values, constraints, deadlock, names. */
  private static final Set<String> ONE_UPLOADS_FAULT = Set.of("21", "22", "23", "40", "42");

  private final Timer duration;
  private final MeterRegistry metrics;
  private final DistributionSummary sizes;
  private final Vertx vertx;
  private final Context home;
  private final Pool pool;
  private final Queue<Waiting> arrived = new ConcurrentLinkedQueue<>();
  private final AtomicInteger count = new AtomicInteger(); // of those that no group has taken yet
  private final AtomicBoolean working = new AtomicBoolean();
  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>(); // used on `home` only
  private OptionalLong gathering = OptionalLong.empty(); // the timer; used on `home` only

  /// Commits on the event loop that this is made on, or on one of its own.
  ///
  /// @param metrics gets how long transactions take, and how many uploads they serve
  public Committer(Vertx vertx, Pool pool, MeterRegistry metrics) {
    this.duration = metrics.timer("godwit.commit.duration");
    this.metrics = metrics;
    this.sizes = metrics.summary("godwit.commit.uploads");
    metrics.gauge("godwit.commit.waiting", count);
    this.vertx = vertx;
    this.pool = pool;
    this.home = vertx.getOrCreateContext();
  }

  private record Waiting(Upload upload, Context caller, Promise<CommitResult> result) {
    /* In a turn of its own: who waits for one upload can't keep the others from their answers. */
    void complete(CommitResult done) {
      caller.runOnContext(_ -> result.complete(done));
    }

    void fail(Throwable failure) {
      caller.runOnContext(_ -> result.fail(failure));
    }
  }

  /// Completes once the upload is durable, or known to be held already.
  ///
  /// The answer comes on the caller's context. Until then the upload's memory is not to be used.
  public Future<CommitResult> commit(Upload upload) {
    Waiting ready = new Waiting(upload, vertx.getOrCreateContext(), Promise.promise());
    int waits = count.incrementAndGet();
    if (waits > WAITING) {
      count.decrementAndGet();
      ready.complete(new CommitResult.Full());
    } else {
      arrived.add(ready);
      if (waits == ENOUGH) home.runOnContext(_ -> gathered());
      wake();
    }
    return ready.result().future();
  }

  /* Under load nobody wakes anybody: whoever commits looks for what has arrived. */
  private void wake() {
    if (working.compareAndSet(false, true)) home.runOnContext(_ -> next());
  }

  private void next() {
    List<Waiting> group = takeGroup();
    if (group.isEmpty()) {
      working.set(false);
      if (!arrived.isEmpty()) wake(); // it came after the look, and found this working
      return;
    }
    run(group).onComplete(_ -> {
      /* A new turn of the loop: what arrived meanwhile joins the next group. */
      boolean alone = group.size() == 1 && count.get() == 0;
      if (alone || count.get() >= ENOUGH) home.runOnContext(_ -> next());
      else gathering = OptionalLong.of(vertx.setTimer(GATHER_MILLIS, _ -> gathered()));
    });
  }

  private void gathered() {
    if (gathering.isEmpty()) return; // a transaction is under way, or has just begun
    vertx.cancelTimer(gathering.getAsLong());
    gathering = OptionalLong.empty();
    next();
  }

  /* A key at most once in a group: the second upload of a key must see the first one's row. */
  private List<Waiting> takeGroup() {
    List<Waiting> group = new ArrayList<>();
    List<Waiting> later = new ArrayList<>();
    Set<BatchKey> keys = new HashSet<>();
    for (Waiting next = arrived.poll(); next != null; next = arrived.poll()) waiting.add(next);
    while (!waiting.isEmpty() && group.size() < GROUP) {
      Waiting next = waiting.remove();
      (keys.add(next.upload().key()) ? group : later).add(next);
    }
    for (int index = later.size() - 1; index >= 0; index--) waiting.addFirst(later.get(index));
    count.addAndGet(-group.size());
    return group;
  }

  private Future<Void> run(List<Waiting> group) {
    sizes.record(group.size());
    List<Upload> uploads = group.stream().map(Waiting::upload).toList();
    Timer.Sample began = Timer.start(metrics);
    return Future.succeededFuture()
        .compose(_ -> CommitTransaction.run(pool, uploads))
        .transform(done -> {
          began.stop(duration);
          if (done.succeeded()) {
            List<CommitResult> results = done.result();
            for (int index = 0; index < group.size(); index++) {
              group.get(index).complete(results.get(index));
            }
            return Future.succeededFuture();
          }
          if (group.size() > 1 && mayBeOneUploadsFault(done.cause())) return runHalves(group);
          group.forEach(each -> each.fail(done.cause()));
          return Future.succeededFuture();
        });
  }

  /* Whether one upload may have spoilt the commit of all; else the database is in trouble. */
  private static boolean mayBeOneUploadsFault(Throwable failure) {
    return failure instanceof PgException refused
        ? ONE_UPLOADS_FAULT.stream().anyMatch(String.valueOf(refused.getSqlState())::startsWith)
        : failure instanceof IllegalStateException || failure instanceof IllegalArgumentException;
  }

  /* Halves of halves, until the upload that spoils stands alone and no other fails with it. */
  private Future<Void> runHalves(List<Waiting> group) {
    int half = group.size() / 2;
    return run(group.subList(0, half)).compose(_ -> run(group.subList(half, group.size())));
  }
}
