package godwit.exchange.revoking;

import static godwit.exchange.revoking.Store.await;

import godwit.codec.batch.BlockHeader;
import godwit.codec.payload.RoutingCode;
import godwit.domain.revocation.BlockWalk;
import godwit.domain.revocation.ExposedBlocks;
import godwit.domain.revocation.RecordHash;
import godwit.domain.revocation.RecordSet;
import godwit.store.mixing.Pools;
import godwit.store.revocation.OwnPortion;
import godwit.store.revocation.Revocations;
import godwit.store.revocation.SharedRows;
import io.vertx.sqlclient.SqlConnection;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// Takes back what cases have shared, a few uploads and one destination a step: a revocation of
/// each
/// exposure, and behind them all that other cases still stand for of the same payloads and dates.
/*
 * What others share is looked through with nothing locked. Then the destination is locked, and what
 * has left meanwhile is looked at: it stands before the revocations and is sent again; what leaves
 * later stands behind them. The rows of `shared` go in the transaction that makes the revocations
 * visible, so that a crash repeats nothing and leaves nothing out.
 */
final class Takeback {
  /* Uploads of one step. */
  private static final int ROWS = 1_024;
  private static final int DAYS_AHEAD = 1;

  private final SqlConnection connection;
  private final RoutingCode self;
  private final boolean mixed;
  private final RecordHash hash;
  private final InstantSource clock;
  private final BooleanSupplier stopping;

  /// @param self whose cases they are
  /// @param mixed whether what leaves is mixed with that of other cases
  Takeback(
      SqlConnection connection,
      RoutingCode self,
      boolean mixed,
      RecordHash hash,
      InstantSource clock,
      BooleanSupplier stopping) {
    this.connection = connection;
    this.self = self;
    this.mixed = mixed;
    this.hash = hash;
    this.clock = clock;
    this.stopping = stopping;
  }

  /// How much it is.
  ///
  /// @param revoked exposures
  /// @param again exposures of other cases that are sent again
  record Amount(int destination, long revoked, long again) {}

  /// Counts what revoking would do, and changes nothing.
  List<Amount> count(List<UUID> cases) {
    List<Amount> amounts = new ArrayList<>();
    /* What waits has not left yet: it is dropped, and nobody has to be told. */
    Map<Integer, Long> waiting = await(Pools.waitingOf(connection, cases));
    Set<Integer> destinations = new TreeSet<>(waiting.keySet());
    destinations.addAll(await(SharedRows.destinations(connection, cases)));
    for (int destination : destinations) {
      SharedScan scan = new SharedScan(connection, destination, cases, hash, stopping);
      long revoked = waiting.getOrDefault(destination, 0L);
      long again = 0;
      List<SharedRows.Opened> rows = scan.rows(0, ROWS);
      while (!rows.isEmpty()) {
        Step step = new Step(scan, rows);
        revoked += step.revocations(_ -> {});
        again += step.again("", (_, _) -> {});
        rows = scan.rows(rows.getLast().id(), ROWS);
      }
      amounts.add(new Amount(destination, revoked, again));
    }
    return amounts;
  }

  /// Makes one step of an order; the last one settles it.
  ///
  /// @return whether there was one to make: there may be more
  boolean step(Revocations.Ordered ordered) {
    /* What waits has not left, and nothing more comes: it is dropped first. */
    await(Pools.drop(connection, ordered.cases()));
    List<Integer> destinations = await(SharedRows.destinations(connection, ordered.cases()));
    if (destinations.isEmpty()) {
      Store.inTransaction(
          connection, () -> await(Revocations.done(connection, ordered).map(true)));
      return true;
    }
    int destination = destinations.getFirst();
    SharedScan scan = new SharedScan(connection, destination, ordered.cases(), hash, stopping);
    List<SharedRows.Opened> rows = scan.rows(0, ROWS);
    Step step = new Step(scan, rows);
    String snapshot = await(SharedRows.snapshot(connection));
    List<Again> again = new ArrayList<>();
    step.again("", (caseId, block) -> again.add(new Again(caseId, block)));
    Store.inTransaction(connection, () -> {
      if (mixed) pool(destination, step, again, snapshot);
      else place(destination, step, again, snapshot);
      if (await(SharedRows.delete(connection, rows)) != rows.size()) {
        throw new IllegalStateException("taken back by another");
      }
      return true;
    });
    return true;
  }

  private record Again(UUID caseId, byte[] block) {}

  /* With the lock no set is made: what waits leaves with these or later, and counts behind them. */
  private void pool(int destination, Step step, List<Again> again, String snapshot) {
    await(Pools.awaitLock(connection, destination));
    PoolWriter writer = new PoolWriter(connection, destination, clock);
    UUID nobody = UUID.randomUUID();
    step.revocations(block -> writer.add(nobody, block));
    for (Again each : again) writer.add(each.caseId(), each.block());
    step.again(snapshot, writer::add);
  }

  private void place(int destination, Step step, List<Again> again, String snapshot) {
    BlocksWriter writer = new BlocksWriter(connection, destination, clock);
    step.revocations(writer::add);
    await(OwnPortion.lock(connection, destination));
    for (Again each : again) writer.add(each.block());
    step.again(snapshot, (_, block) -> writer.add(block));
    writer
        .finish()
        .ifPresent(portion ->
            await(OwnPortion.insert(connection, destination, self, clock.millis(), portion)));
  }

  /* Some rows of one destination. */
  private static final class Step {
    private final SharedScan scan;
    private final List<SharedRows.Opened> rows;
    private final Passes passes;
    private LocalDate firstDay = LocalDate.MAX;

    Step(SharedScan scan, List<SharedRows.Opened> rows) {
      this.scan = scan;
      this.rows = rows;
      long[] records = {0};
      scan.over(rows, new BlockWalk.Visitor() {
        @Override
        public boolean block(BlockHeader header) {
          records[0] += header.count();
          LocalDate day = LocalDate.ofEpochDay(header.date()).minusDays(DAYS_AHEAD);
          if (day.isBefore(firstDay)) firstDay = day;
          return false;
        }

        @Override
        public void exposure(long record) {}
      });
      this.passes = Passes.over(records[0]);
    }

    /* Each payload and date once. */
    long revocations(Consumer<byte[]> taker) {
      long[] revoked = {0};
      ExposedBlocks blocks = new ExposedBlocks(taker);
      for (int pass = 0; pass < passes.count(); pass++) {
        int now = pass;
        RecordSet done = new RecordSet();
        scan.over(rows, record -> {
          if (!passes.isIn(now, record) || done.holds(record)) return;
          require(done.add(record));
          revoked[0]++;
          blocks.add(scan.walk().exposed().revoked());
        });
      }
      blocks.finish();
      return revoked[0];
    }

    long again(String snapshot, BiConsumer<UUID, byte[]> taker) {
      long[] again = {0};
      Map<UUID, ExposedBlocks> blocks = new HashMap<>();
      for (int pass = 0; pass < passes.count(); pass++) {
        int now = pass;
        RecordSet wanted = new RecordSet();
        scan.over(rows, record -> {
          if (passes.isIn(now, record)) require(wanted.add(record));
        });
        scan.overOthers(firstDay, snapshot, record -> {
          if (!wanted.holds(record)) return;
          again[0]++;
          UUID whose = scan.caseId();
          blocks
              .computeIfAbsent(whose, _ -> new ExposedBlocks(block -> taker.accept(whose, block)))
              .add(scan.walk().exposed());
        });
      }
      blocks.values().forEach(ExposedBlocks::finish);
      return again[0];
    }

    private static void require(boolean room) {
      if (!room) throw new IllegalStateException("a pass is full");
    }
  }
}
