package godwit.store.outgoing;

import godwit.codec.payload.RoutingCode;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/// Batches on their way as an operator sees them, and what he may do with one.
///
/// Whatever is done is kept beside the batch, in the same transaction.
public final class DeliveryRecords {
  /// Batches of one page.
  public static final int AT_ONCE = 500;

  private static final String COLUMNS = """
      o.id, o.batch_id, o.origin_custom, o.origin_code, o.destination_custom, o.destination_code,
        o.state, o.attempts, o.records, o.bytes, o.form, o.made_at, o.next_try, o.settled_at,
        coalesce(o.settled_at, o.replayed_at, o.made_at) as since, o.problem, o.disbelieved,
        o.receipt, o.made_from, coalesce(o.lease_until > godwit_now(), false) as leased
      from outgoing o join destination s on s.id = o.stream_id""";

  private final Pool pool;

  public DeliveryRecords(Pool pool) {
    this.pool = pool;
  }

  /// What is asked for.
  ///
  /// @param peer the destination, or who answers for it
  /// @param state as it is stored
  /// @param before only batches before this place; newest come first
  public record Filter(Optional<RoutingCode> peer, Optional<String> state, long before) {}

  /// A batch on its way, or that was.
  ///
  /// @param place by which pages follow each other
  /// @param since when it came into its state
  /// @param disbelieved the last answer that claimed what it did not prove
  /// @param leased whether it is being sent just now
  public record Known(
      long place,
      UUID batch,
      RoutingCode origin,
      RoutingCode destination,
      String state,
      int attempts,
      long records,
      long bytes,
      String form,
      Instant made,
      Instant nextTry,
      Instant since,
      Optional<String> problem,
      Optional<String> disbelieved,
      Optional<String> receipt,
      Optional<UUID> madeFrom,
      boolean leased) {}

  /// Something that an operator did.
  public record Action(String what, Instant at) {}

  /// What an operator may do.
  public enum Verb {
    REPLAY("replayed"),
    DROP("dropped");

    private final String past;

    Verb(String past) {
      this.past = past;
    }

    /// Whether it may be done to a batch in this state.
    public boolean fits(Known batch) {
      if (batch.leased()) return false;
      return switch (this) {
        case REPLAY -> List.of("refused", "dropped", "waiting").contains(batch.state());
        case DROP -> List.of("refused", "waiting").contains(batch.state());
      };
    }
  }

  /// A page of batches, newest first.
  public Future<List<Known>> list(Filter filter) {
    RoutingCode peer = filter.peer().orElse(RoutingCode.nation(0, 0));
    return pool.preparedQuery("select " + COLUMNS + """
             where o.state <> 'listed' and o.id < $1
              and ($2 = '' or o.state = $2)
              and (not $3 or (o.destination_custom = $4 and o.destination_code = $5)
                or (s.custom = $4 and s.code = $5))
            order by o.id desc limit $6""")
        .execute(Tuple.of(
            filter.before(),
            filter.state().orElse(""),
            filter.peer().isPresent(),
            peer.custom(),
            peer.code(),
            AT_ONCE))
        .map(DeliveryRecords::all);
  }

  /// All batches of an id: one, unless origins have chosen alike.
  public Future<List<Known>> find(UUID batch) {
    return find(pool, batch, false);
  }

  /// What was done to a batch, oldest first.
  public Future<List<Action>> actions(UUID batch) {
    return pool.preparedQuery(
            "select action, done_at from delivery_action where batch_id = $1 order by id limit 100")
        .execute(Tuple.of(batch))
        .map(rows -> {
          List<Action> actions = new ArrayList<>();
          rows.forEach(row ->
              actions.add(new Action(row.getString(0), row.getOffsetDateTime(1).toInstant())));
          return actions;
        });
  }

  /// Does it to whatever fits.
  ///
  /// @return the batches as they were before
  public Future<List<Known>> apply(Verb verb, UUID batch) {
    return pool.withTransaction(connection -> find(connection, batch, true).compose(found -> {
          Future<Void> all = Future.succeededFuture();
          for (Known each : found) {
            if (verb.fits(each)) all = all.compose(_ -> apply(connection, verb, each));
          }
          return all.map(found);
        }))
        .map(Objects::requireNonNull);
  }

  private static Future<Void> apply(SqlConnection connection, Verb verb, Known batch) {
    String update = switch (verb) {
      case REPLAY -> """
          update outgoing set state = 'waiting', next_try = godwit_now(), settled_at = null,
            replayed_at = case when state = 'waiting' then replayed_at else godwit_now() end
          where id = $1""";
      case DROP -> """
          update outgoing set state = 'dropped', settled_at = godwit_now(), holds = false,
            problem = coalesce(problem, 'dropped by an operator')
          where id = $1""";
    };
    return connection
        .preparedQuery(update)
        .execute(Tuple.of(batch.place()))
        .compose(_ -> connection
            .preparedQuery(
                "insert into delivery_action (batch_id, destination, action) values ($1, $2, $3)")
            .execute(Tuple.of(batch.batch(), batch.destination().path(), verb.past)))
        .mapEmpty();
  }

  private static Future<List<Known>> find(SqlClient client, UUID batch, boolean lock) {
    return client
        .preparedQuery("select " + COLUMNS
            + " where o.batch_id = $1 and o.state <> 'listed' order by o.id"
            + (lock ? " for update of o" : ""))
        .execute(Tuple.of(batch))
        .map(DeliveryRecords::all);
  }

  private static List<Known> all(Iterable<Row> rows) {
    List<Known> all = new ArrayList<>();
    rows.forEach(row -> all.add(known(row)));
    return all;
  }

  private static Known known(Row row) {
    return new Known(
        row.getLong("id"),
        row.getUUID("batch_id"),
        new RoutingCode(row.getBoolean("origin_custom"), row.getInteger("origin_code")),
        new RoutingCode(row.getBoolean("destination_custom"), row.getInteger("destination_code")),
        row.getString("state"),
        row.getInteger("attempts"),
        row.getLong("records"),
        row.getLong("bytes"),
        row.getString("form"),
        instant(row, "made_at"),
        instant(row, "next_try"),
        instant(row, "since"),
        Optional.ofNullable(row.getString("problem")),
        Optional.ofNullable(row.getString("disbelieved")),
        Optional.ofNullable(row.getString("receipt")),
        Optional.ofNullable(row.getUUID("made_from")),
        row.getBoolean("leased"));
  }

  private static Instant instant(Row row, String column) {
    OffsetDateTime time = row.getOffsetDateTime(column);
    return time.toInstant();
  }
}
