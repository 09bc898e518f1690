package godwit.store.outgoing;

import godwit.codec.batch.Magic;
import godwit.codec.batch.Preamble;
import godwit.codec.payload.RoutingCode;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;

/// A preamble as columns of `outgoing`.
public final class PreambleRow {
  public static final String COLUMNS =
      "magic, batch_id, origin_custom, origin_code, destination_custom, destination_code,"
          + " created_millis, hops";

  private PreambleRow() {}

  /// Adds the values of [#COLUMNS].
  public static Tuple add(Tuple row, Preamble preamble) {
    return row.addString(preamble.magic().name())
        .addUUID(preamble.batch())
        .addBoolean(preamble.origin().custom())
        .addInteger(preamble.origin().code())
        .addBoolean(preamble.destination().custom())
        .addInteger(preamble.destination().code())
        .addLong(preamble.createdMillis())
        .addInteger(preamble.hops());
  }

  static Preamble read(Row row) {
    return new Preamble(
        Magic.valueOf(row.getString("magic")),
        row.getInteger("hops"),
        row.getUUID("batch_id"),
        new RoutingCode(row.getBoolean("origin_custom"), row.getInteger("origin_code")),
        new RoutingCode(row.getBoolean("destination_custom"), row.getInteger("destination_code")),
        row.getLong("created_millis"));
  }
}
