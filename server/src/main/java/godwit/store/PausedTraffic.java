package godwit.store;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;

/// What an operator has stopped, for all nodes of a database.
public final class PausedTraffic {
  private final SqlClient client;

  public PausedTraffic(SqlClient client) {
    this.client = client;
  }

  /// One row.
  ///
  /// @param kind `peer` or `family`
  /// @param name the peer as in a path, or the family's label
  /// @param direction `in` or `out`
  public record Row(String kind, String name, String direction) {}

  public Future<List<Row>> all() {
    return client
        .query("select kind, name, direction from paused order by kind, name, direction")
        .execute()
        .map(rows -> {
          List<Row> all = new ArrayList<>();
          rows.forEach(
              row -> all.add(new Row(row.getString(0), row.getString(1), row.getString(2))));
          return all;
        });
  }

  /// Stops it.
  public Future<Boolean> add(Row row) {
    return client
        .preparedQuery("insert into paused (kind, name, direction) values ($1, $2, $3)"
            + " on conflict do nothing")
        .execute(Tuple.of(row.kind(), row.name(), row.direction()))
        .map(rows -> rows.rowCount() > 0);
  }

  /// Lets it go on.
  public Future<Boolean> remove(Row row) {
    return client
        .preparedQuery("delete from paused where kind = $1 and name = $2 and direction = $3")
        .execute(Tuple.of(row.kind(), row.name(), row.direction()))
        .map(rows -> rows.rowCount() > 0);
  }
}
