package godwit.exchange.mixing;

import godwit.codec.mix.RecordGroups;
import godwit.codec.payload.RoutingCode;
import godwit.domain.MixPolicy;
import godwit.exchange.BoundedWait;
import godwit.store.mixing.PoolRow;
import godwit.store.mixing.Pools;
import godwit.store.segment.Place;
import godwit.store.segment.SegmentBytes;
import godwit.store.segment.SegmentIndex;
import godwit.store.segment.Stretch;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Transaction;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// The making of sets, one destination at a time, for a virtual thread.
/*
 * One transaction deletes the rows of the pool, writes the set's segments, and gives them a
 * position. Crash points: before the commit nothing has happened, and the next look finds the same
 * rows; after it there is nothing left to do again. Where the commit's answer is lost, either is
 * the case, and neither harms.
 *
 * Of two nodes one has the destination's lock; the other finds later that nothing waits. The row of
 * the destination is locked last and shortly, so uploads of peers wait for none of the sorting.
 */
public final class SetMaking {
  /// Bytes of records that are sorted at once: twice as much is held meanwhile.
  static final int SORTED_BYTES = 8 << 20;

  private static final int STORE_SECONDS = 20;

  private final Pool pool;
  private final RoutingCode self;
  private final MixPolicy policy;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final int sortedBytes;

  /// @param self whose exposures they are
  public SetMaking(
      Pool pool, RoutingCode self, MixPolicy policy, InstantSource clock, RandomGenerator random) {
    this(pool, self, policy, clock, random, SORTED_BYTES);
  }

  /// The same with another bound, so that a small pool can reach it.
  SetMaking(
      Pool pool,
      RoutingCode self,
      MixPolicy policy,
      InstantSource clock,
      RandomGenerator random,
      int sortedBytes) {
    this.pool = pool;
    this.self = self;
    this.policy = policy;
    this.clock = clock;
    this.random = random;
    this.sortedBytes = sortedBytes;
  }

  /// A set that was made.
  ///
  /// @param cases that it is of
  /// @param records without padding
  /// @param padded records that match nobody
  public record Made(long cases, long records, long padded) {}

  /// Makes a set of what a destination's pool has had since before a tick, if it leaves.
  public Optional<Made> make(int destination, Instant tick) {
    SqlConnection connection = await(pool.getConnection());
    try {
      Transaction transaction = await(connection.begin());
      try {
        Optional<Made> made = make(connection, destination, tick);
        await(transaction.commit());
        return made;
      } catch (Exception failed) {
        rollBack(transaction);
        throw failed;
      }
    } finally {
      connection.close();
    }
  }

  private Optional<Made> make(SqlConnection connection, int destination, Instant tick) {
    if (!await(Pools.lock(connection, destination))) return Optional.empty();
    List<Pools.Waiting> found = await(Pools.waiting(connection, tick, destination));
    if (found.isEmpty()) return Optional.empty();
    Pools.Waiting waiting = found.getFirst();
    if (!policy.leaves(waiting.cases(), waiting.oldest(), tick)) return Optional.empty();
    RecordGroups records = new RecordGroups();
    SetRuns runs = new SetRuns(connection);
    Pools.Taken taken = await(Pools.take(connection, destination, tick, 0));
    SharedSet shared = new SharedSet(connection, clock);
    while (!taken.rows().isEmpty()) {
      shared.begin(taken.rows());
      for (PoolRow row : taken.rows()) add(connection, row, shared, records, runs);
      shared.keep();
      taken = await(Pools.take(connection, destination, tick, taken.last()));
    }
    boolean few = waiting.cases() < policy.cases();
    long padded = few && policy.padding() && runs.isEmpty() ? new Padding(random).fill(records) : 0;
    SetWriter writer = new SetWriter(connection, destination, clock);
    if (runs.isEmpty()) {
      records.take(writer::add);
    } else {
      runs.add(records);
      runs.merge(writer::add);
    }
    writer.finish(self, waiting.oldest());
    return Optional.of(new Made(waiting.cases(), writer.records() - padded, padded));
  }

  private void add(
      SqlConnection connection, PoolRow row, SharedSet shared, RecordGroups records, SetRuns runs) {
    add(row.blocks(), records, runs);
    shared.add(row, row.blocks());
    if (row.ahead() == 0) return;
    List<Place> places =
        await(SegmentIndex.places(connection, row.day(), row.attempt(), row.destination()));
    if (places.size() != row.ahead()) {
      throw new IllegalStateException(places.size() + " segments of " + row.ahead());
    }
    for (Stretch stretch : Stretch.of(places)) {
      for (Buffer segment : await(SegmentBytes.KEPT.read(connection, stretch))) {
        add(segment, records, runs);
        shared.add(row, segment);
      }
    }
    await(SegmentIndex.remove(connection, row.day(), row.attempt(), row.destination()));
  }

  private void add(Buffer blocks, RecordGroups records, SetRuns runs) {
    records.addBlocks(blocks.getBytes());
    if (records.bytes() >= sortedBytes) runs.add(records);
  }

  private static void rollBack(Transaction transaction) {
    try {
      await(transaction.rollback());
    } catch (Exception alreadyOver) {
      /* The connection is lost, or is closed now: either way the database rolls back. */
      return;
    }
  }

  static <T> T await(Future<T> future) {
    return BoundedWait.ofDatabase(future, STORE_SECONDS);
  }
}
