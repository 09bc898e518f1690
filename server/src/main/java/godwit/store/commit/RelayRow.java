package godwit.store.commit;

import godwit.codec.batch.BatchLayout;
import godwit.codec.batch.Preamble;
import godwit.store.outgoing.PreambleRow;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;

/// A batch for somebody else as a row of `outgoing`: it keeps its id, and points at an attempt.
final class RelayRow {
  private static final String INSERT =
      "insert into outgoing (destination_id, stream_id, sequence, " + PreambleRow.COLUMNS + """
        , path, attempt_id, day, records, bytes, digest, end_block, state)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,
          'waiting')""";

  private RelayRow() {}

  static Future<Void> insert(
      SqlConnection connection, Upload upload, Upload.Relay relay, long sequence) {
    return connection
        .preparedQuery(INSERT)
        .execute(row(upload, relay, sequence))
        .mapEmpty();
  }

  private static Tuple row(Upload upload, Upload.Relay relay, long sequence) {
    Preamble preamble = upload.preamble();
    byte[] end = relay.end().bytes();
    Tuple row = Tuple.of(relay.destination(), relay.stream(), sequence);
    return PreambleRow.add(row, preamble.withHops(preamble.hops() + 1))
        .addString(relay.path())
        .addUUID(upload.attempt())
        .addLocalDate(upload.day())
        .addLong(relay.records())
        .addLong(BatchLayout.PREAMBLE_BYTES + relay.bytes() + end.length)
        .addBuffer(Buffer.buffer(upload.receipt().digest()))
        .addBuffer(Buffer.buffer(end));
  }
}
