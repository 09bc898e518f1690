package godwit.store.cases;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// What authorities certify about users of others that fetch only: each waits, as it was posted,
/// until the user's home authority has it.
public final class WaitingClaims {
  /// Of one home authority; who comes then is told to try later.
  public static final int MOST = 1_000;

  /// Of one answer: each is at most 16 KiB, all of them less than an answer may have.
  public static final int AT_ONCE = 50;

  private static final String STREAM =
      "insert into claim_stream (destination_id) values ($1) on conflict do nothing";
  private static final String LOCK =
      "select next_sequence from claim_stream where destination_id = $1 for no key update";
  private static final String ADD = """
      insert into claim_waiting (destination_id, sequence, digest, expires, body)
      select $1, $2, sha256($3), $4, $3
      where (select count(*) from claim_waiting where destination_id = $1) < $5
      on conflict (destination_id, digest) do nothing""";
  private static final String ADVANCE =
      "update claim_stream set next_sequence = next_sequence + 1 where destination_id = $1";

  private final Pool pool;

  public WaitingClaims(Pool pool) {
    this.pool = pool;
  }

  /// One that waits, as it was posted.
  public record Claim(long sequence, Buffer body) {}

  /// Keeps one, unless the same is kept already.
  ///
  /// @param destination row of the home authority
  /// @return whether it is kept: there may be too many
  public Future<Boolean> add(int destination, Buffer body, Instant expires) {
    return pool.withTransaction(connection -> add(connection, destination, body, expires))
        .map(Objects::requireNonNull);
  }

  private static Future<Boolean> add(
      SqlConnection connection, int destination, Buffer body, Instant expires) {
    return connection
        .preparedQuery(STREAM)
        .execute(Tuple.of(destination))
        .compose(_ -> connection.preparedQuery(LOCK).execute(Tuple.of(destination)))
        .compose(rows -> connection
            .preparedQuery(ADD)
            .execute(Tuple.of(
                destination,
                rows.iterator().next().getLong(0),
                body,
                expires.atOffset(ZoneOffset.UTC),
                MOST)))
        .compose(added -> added.rowCount() == 1
            ? connection.preparedQuery(ADVANCE).execute(Tuple.of(destination)).map(true)
            : connection
                .preparedQuery("select from claim_waiting where destination_id = $1 and digest ="
                    + " sha256($2)")
                .execute(Tuple.of(destination, body))
                .map(same -> same.size() == 1));
  }

  /// Those behind a sequence, in order.
  public Future<List<Claim>> after(int destination, long sequence) {
    return pool.preparedQuery("select sequence, body from claim_waiting"
            + " where destination_id = $1 and sequence > $2 order by sequence limit $3")
        .execute(Tuple.of(destination, sequence, AT_ONCE))
        .map(rows -> {
          List<Claim> claims = new ArrayList<>();
          for (Row row : rows) claims.add(new Claim(row.getLong(0), row.getBuffer(1)));
          return claims;
        });
  }

  /// Forgets those up to a sequence: the home authority has them.
  public Future<Void> confirm(int destination, long sequence) {
    return pool.preparedQuery(
            "delete from claim_waiting where destination_id = $1 and sequence <= $2")
        .execute(Tuple.of(destination, sequence))
        .mapEmpty();
  }

  /// The last sequence that was given; 0 before the first.
  public Future<Long> last(int destination) {
    return pool.preparedQuery(
            "select next_sequence - 1 from claim_stream where destination_id = $1")
        .execute(Tuple.of(destination))
        .map(rows -> rows.size() == 0 ? 0L : rows.iterator().next().getLong(0));
  }
}
