package godwit.store.commit;

import godwit.codec.payload.RoutingCode;
import godwit.domain.Receipt;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// What was accepted, and what was answered.
public final class Batches {
  private final SqlClient client;

  public Batches(SqlClient client) {
    this.client = client;
  }

  /// A batch that is held here.
  ///
  /// @param deliverer who brought it
  /// @param invalid records whose tokens turned out not to be valid after the receipt
  public record HeldBatch(
      RoutingCode origin,
      RoutingCode destination,
      String deliverer,
      Receipt receipt,
      long invalid) {}

  /// What the memory says about an upload that was not stored.
  public Future<Optional<CommitResult>> find(BatchKey key, byte[] digest) {
    return client
        .preparedQuery(
            "select " + ReceiptRow.COLUMNS + " from batch where scope = $1 and batch_id = $2")
        .execute(Tuple.of(key.scope(), key.batch()))
        .map(rows -> rows.size() == 0
            ? Optional.empty()
            : Optional.of(compare(digest, rows.iterator().next())));
  }

  /// All batches with this id: several origins may have chosen the same.
  public Future<List<HeldBatch>> byId(UUID batch) {
    return client
        .preparedQuery(
            "select origin_custom, origin_code, destination_custom, destination_code, deliverer,"
                + " invalid, "
                + ReceiptRow.COLUMNS
                + " from batch where batch_id = $1 order by scope limit 16")
        .execute(Tuple.of(batch))
        .map(rows -> {
          List<HeldBatch> held = new ArrayList<>();
          for (Row row : rows) {
            held.add(new HeldBatch(
                new RoutingCode(row.getBoolean(0), row.getInteger(1)),
                new RoutingCode(row.getBoolean(2), row.getInteger(3)),
                row.getString(4),
                ReceiptRow.read(row),
                row.getLong("invalid")));
          }
          return held;
        });
  }

  static CommitResult compare(Receipt mine, Map<BatchKey, Row> found, BatchKey key) {
    Row row = found.get(key);
    if (row == null) throw new IllegalStateException("neither inserted nor held: " + key);
    return compare(mine.digest(), row);
  }

  private static CommitResult compare(byte[] digest, Row row) {
    Receipt first = ReceiptRow.read(row);
    return MessageDigest.isEqual(first.digest(), digest)
        ? new CommitResult.Held(first.asDuplicate())
        : new CommitResult.Conflict();
  }
}
