package godwit.exchange.revoking;

import static godwit.exchange.revoking.Store.await;

import godwit.codec.batch.BlockHeader;
import godwit.store.mixing.PoolRow;
import godwit.store.mixing.Pools;
import godwit.store.segment.Attempts;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.SqlConnection;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;

/// Writes blocks into the pool of a destination, in the transaction of its caller: they leave with
/// the next set.
final class PoolWriter {
  private final SqlConnection connection;
  private final int destination;
  private final UUID attempt;
  private final LocalDate day;

  PoolWriter(SqlConnection connection, int destination, InstantSource clock) {
    this.connection = connection;
    this.destination = destination;
    this.attempt = Attempts.newId(clock);
    this.day = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
  }

  /// Adds one block.
  ///
  /// @param ground the case that it goes with, should that be taken back before it leaves
  void add(UUID ground, byte[] block) {
    await(Pools.insertRevoking(
        connection,
        List.of(new PoolRow(
            destination,
            ground,
            attempt,
            day,
            0,
            BlockHeader.read(block, 0).count(),
            block.length,
            Buffer.buffer(block),
            true))));
  }
}
