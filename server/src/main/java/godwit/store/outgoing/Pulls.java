package godwit.store.outgoing;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The batches of a stream, read by the peer that it is for, in their order.
///
/// What is forgotten leaves holes, which a reader passes; what was never committed leaves none.
public final class Pulls {
  private final SqlClient client;

  public Pulls(SqlClient client) {
    this.client = client;
  }

  /// The first batch after this one.
  public Future<Optional<Outgoing>> after(int stream, long sequence) {
    return client
        .preparedQuery("select "
            + Outgoing.COLUMNS
            + " from outgoing where stream_id = $1 and sequence > $2"
            + " and state not in ('listed', 'remade', 'dropped')"
            + " order by sequence limit 1")
        .execute(Tuple.of(stream, sequence))
        .map(rows -> rows.size() == 0
            ? Optional.empty()
            : Optional.of(Outgoing.read(rows.iterator().next())));
  }

  /// What there is to read.
  public Future<Pages.Range> range(int stream) {
    return client.preparedQuery("""
            select coalesce(
                (select min(sequence) from outgoing where stream_id = $1), next_sequence),
              next_sequence - 1
            from outbox where destination_id = $1""").execute(Tuple.of(stream)).map(rows -> {
      if (rows.size() == 0) throw new IllegalStateException("no outbox of " + stream);
      Row row = rows.iterator().next();
      return new Pages.Range(row.getLong(0), row.getLong(1));
    });
  }

  /// The newest sequence of each stream; 0 where there has been none.
  public Future<Map<Integer, Long>> newest(Collection<Integer> streams) {
    return client
        .preparedQuery("select destination_id, next_sequence - 1 from outbox"
            + " where destination_id = any($1)")
        .execute(Tuple.of(streams.toArray(Integer[]::new)))
        .map(rows -> {
          Map<Integer, Long> newest = new HashMap<>();
          rows.forEach(row -> newest.put(row.getInteger(0), row.getLong(1)));
          return newest;
        });
  }

  /// Marks delivered whatever stands up to a sequence: its reader has it. A courier that is just
  /// sending one of these loses its lease, and with it any say in what becomes of the batch.
  ///
  /// @return for each that had not been delivered before, how long it took since its upload
  public Future<List<Duration>> confirm(int stream, long sequence) {
    return client
        .preparedQuery("""
            update outgoing o set state = 'delivered', settled_at = godwit_now(), lease_node = null,
              lease_until = null
            where stream_id = $1 and sequence <= $2
              and state in ('waiting', 'relayed', 'refused')
            returning extract(epoch from godwit_now() -\s""" + Deliveries.UPLOADED + ")::float8")
        .execute(Tuple.of(stream, sequence))
        .map(rows -> {
          List<Duration> crossings = new ArrayList<>();
          rows.forEach(row -> crossings.add(Duration.ofMillis((long) (1_000 * row.getDouble(0)))));
          return crossings;
        });
  }
}
