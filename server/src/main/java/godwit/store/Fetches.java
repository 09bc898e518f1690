package godwit.store;

import godwit.codec.payload.RoutingCode;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/// How far this authority has come with what it fetches from its peers.
///
/// One node at a time fetches from a peer: whoever has the lease. Only the holder moves the cursor.
public final class Fetches {
  /// Refusals that are kept of one peer; the oldest go first.
  static final int REFUSALS = 1_000;

  private final Pool pool;
  private final UUID node;

  /// @param node whose leases are taken and honoured
  public Fetches(Pool pool, UUID node) {
    this.pool = pool;
    this.node = node;
  }

  /// What is fetched: from whom, and for which authority of this node's.
  public record Source(RoutingCode peer, RoutingCode authority) {}

  /// A batch that was refused as a whole.
  ///
  /// @param batch and origin, if the batch came as far as that
  public record Refusal(String reason, Optional<UUID> batch, Optional<RoutingCode> origin) {}

  /// Takes or keeps the lease; the cursor to go on from, empty before the first. Nothing if another
  /// node has it.
  public Future<Optional<String>> lease(Source source, Duration lease) {
    return pool.preparedQuery("""
            insert into fetched (peer, authority, lease_node, lease_until)
            values ($1, $2, $3, godwit_now() + make_interval(secs => $4))
            on conflict (peer, authority) do update
              set lease_node = excluded.lease_node, lease_until = excluded.lease_until
              where fetched.lease_node = excluded.lease_node or fetched.lease_until is null
                or fetched.lease_until < godwit_now()
            returning next_cursor""")
        .execute(Tuple.of(
            source.peer().path(), source.authority().path(), node, lease.toMillis() / 1000.0))
        .map(rows -> rows.size() == 0
            ? Optional.empty()
            : Optional.of(rows.iterator().next().getString(0)));
  }

  /// Lets others fetch.
  public Future<Void> release(Source source) {
    return pool.preparedQuery("""
            update fetched set lease_node = null, lease_until = null
            where peer = $1 and authority = $2 and lease_node = $3""")
        .execute(Tuple.of(source.peer().path(), source.authority().path(), node))
        .mapEmpty();
  }

  /// Says that all up to this cursor is durable here.
  ///
  /// @return whether this node still has the lease; nothing happens without it
  public Future<Boolean> advance(Source source, String cursor) {
    return move(pool, source, cursor);
  }

  /// Moves on behind a batch that was refused, and remembers the refusal, both or neither.
  ///
  /// @param behind the cursor that the batch came after
  /// @return as of [#advance]
  public Future<Boolean> refuse(Source source, String behind, String cursor, Refusal refusal) {
    return pool.withTransaction(connection -> move(connection, source, cursor)
            .compose(moved -> moved
                ? remember(connection, source, behind, refusal).map(true)
                : Future.succeededFuture(false)))
        .map(Objects::requireNonNull);
  }

  private Future<Boolean> move(SqlClient client, Source source, String cursor) {
    return client
        .preparedQuery("update fetched set next_cursor = $4"
            + " where peer = $1 and authority = $2 and lease_node = $3")
        .execute(Tuple.of(source.peer().path(), source.authority().path(), node, cursor))
        .map(rows -> rows.rowCount() == 1);
  }

  private static Future<Void> remember(
      SqlConnection connection, Source source, String behind, Refusal refusal) {
    return connection
        .preparedQuery("""
            insert into fetch_refusal (peer, authority, behind_cursor, batch_id, origin, reason)
            values ($1, $2, $3, nullif($4, '')::uuid, nullif($5, ''), $6)""")
        .execute(Tuple.tuple()
            .addString(source.peer().path())
            .addString(source.authority().path())
            .addString(behind)
            .addString(refusal.batch().map(UUID::toString).orElse(""))
            .addString(refusal.origin().map(RoutingCode::path).orElse(""))
            .addString(refusal.reason()))
        .compose(
            _ -> connection.preparedQuery("""
                delete from fetch_refusal where id in (
                  select id from fetch_refusal where peer = $1 order by id desc offset $2)""").execute(Tuple.of(source.peer().path(), REFUSALS)))
        .mapEmpty();
  }
}
