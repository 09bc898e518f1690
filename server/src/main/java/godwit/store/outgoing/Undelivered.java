package godwit.store.outgoing;

import godwit.codec.payload.RoutingCode;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What has not been delivered yet, and for how long the oldest of it has waited.
public final class Undelivered {
  /* The oldest row of each group is looked at more closely, and no other. */
  private static final String BATCHES = """
      select s.custom, s.code, held.state, held.batches,
        extract(epoch from godwit_now() -\s""" + Deliveries.UPLOADED + """
      )::float8 as age
      from (
        select stream_id, state, count(*) as batches, min(id) as first from outgoing
        where state in ('waiting', 'relayed', 'refused') group by stream_id, state) held
      join outgoing o on o.id = held.first
      join destination s on s.id = held.stream_id""";
  private static final String GATHERING = """
      select d.custom, d.code, 'gathering' as state, 0::bigint as batches,
        extract(epoch from godwit_now() - least(p.uploaded, w.pooled))::float8 as age
      from destination d join outbox o on o.destination_id = d.id
        left join lateral (
          select min(coalesce(uploaded_at, received_at)) as uploaded from (
            select * from portion
            where destination_id = d.id and position >= o.cut_position
              and (position > o.cut_position or segments > o.cut_ordinal)
            order by position limit 2) first) p on true
        left join lateral (
          select min(pooled_at) as pooled from pooled where destination_id = d.id) w on true
      where p.uploaded is not null or w.pooled is not null""";
  private static final String PAGES = """
      select o.sequence, p.origin_custom, p.origin_code,
        max(extract(epoch from o.made_at - coalesce(p.uploaded_at, p.received_at)))::float8
      from outgoing o join portion p on p.destination_id = o.destination_id
        and p.position between o.from_position and o.to_position
      where o.stream_id = $1 and o.sequence > $2 and o.state = 'listed'
        and p.origin_code is not null
      group by o.sequence, p.origin_custom, p.origin_code
      order by o.sequence limit 1000""";

  private final SqlClient client;

  public Undelivered(SqlClient client) {
    this.client = client;
  }

  /// What is held for one receiver in one state.
  ///
  /// @param state `gathering` before there is a batch, `waiting`, `relayed` or `refused`
  /// @param age since the oldest of it was uploaded
  public record Held(RoutingCode receiver, String state, long batches, Duration age) {}

  /// Exposures of one origin on a page.
  ///
  /// @param time since the oldest of them came
  public record Published(long page, RoutingCode origin, Duration time) {}

  public Future<List<Held>> held() {
    return client
        .query(BATCHES)
        .execute()
        .compose(batches -> client.query(GATHERING).execute().map(gathering -> {
          List<Held> all = new ArrayList<>();
          batches.forEach(row -> all.add(held(row)));
          gathering.forEach(row -> all.add(held(row)));
          return all;
        }));
  }

  /// The sequence of the newest page; 0 where there is none.
  public Future<Long> newestPage(int list) {
    return client
        .preparedQuery("select next_sequence - 1 from outbox where destination_id = $1")
        .execute(Tuple.of(list))
        .map(rows -> rows.size() == 0 ? 0L : rows.iterator().next().getLong(0));
  }

  /// What has been published since a page.
  public Future<List<Published>> published(int list, long after) {
    return client.preparedQuery(PAGES).execute(Tuple.of(list, after)).map(rows -> {
      List<Published> all = new ArrayList<>();
      rows.forEach(row -> all.add(new Published(
          row.getLong(0),
          new RoutingCode(row.getBoolean(1), row.getInteger(2)),
          Duration.ofMillis((long) (1_000 * row.getDouble(3))))));
      return all;
    });
  }

  private static Held held(Row row) {
    return new Held(
        new RoutingCode(row.getBoolean("custom"), row.getInteger("code")),
        row.getString("state"),
        row.getLong("batches"),
        Duration.ofMillis((long) (1_000 * row.getDouble("age"))));
  }
}
