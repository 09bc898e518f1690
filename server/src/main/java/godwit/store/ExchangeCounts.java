package godwit.store;

import godwit.codec.payload.RoutingCode;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;

/// How many exposures have crossed between this authority and another, as the tables say.
public final class ExchangeCounts {
  private final SqlClient client;

  public ExchangeCounts(SqlClient client) {
    this.client = client;
  }

  /// Exposures in batches whose destination has confirmed them with its own receipt.
  public Future<Long> delivered(RoutingCode destination) {
    return sum(
        "select coalesce(sum(records), 0)::bigint from outgoing"
            + " where destination_custom = $1 and destination_code = $2 and state = 'delivered'",
        destination);
  }

  /// Exposures that were accepted from their origin, whoever delivered them.
  public Future<Long> received(RoutingCode origin) {
    return sum(
        "select coalesce(sum(accepted), 0)::bigint from batch"
            + " where origin_custom = $1 and origin_code = $2 and state = 'stored'",
        origin);
  }

  private Future<Long> sum(String query, RoutingCode of) {
    return client
        .preparedQuery(query)
        .execute(Tuple.of(of.custom(), of.code()))
        .map(rows -> rows.iterator().next().getLong(0));
  }
}
