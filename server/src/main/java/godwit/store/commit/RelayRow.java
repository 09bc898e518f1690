package godwit.store.commit;

import godwit.codec.batch.BatchLayout;
import godwit.codec.batch.Preamble;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;

/// A batch for somebody else as a row of `outgoing`: it keeps its id, and points at an attempt.
final class RelayRow {
  private static final String INSERT = """
      insert into outgoing (destination_id, stream_id, sequence, magic, batch_id,
        origin_custom, origin_code, destination_custom, destination_code, created_millis,
        hops, path, attempt_id, day, records, bytes, digest, end_block, state)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,
        $18, 'waiting')""";

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
    return Tuple.tuple()
        .addInteger(relay.destination())
        .addInteger(relay.stream())
        .addLong(sequence)
        .addString(preamble.magic().name())
        .addUUID(preamble.batch())
        .addBoolean(preamble.origin().custom())
        .addInteger(preamble.origin().code())
        .addBoolean(preamble.destination().custom())
        .addInteger(preamble.destination().code())
        .addLong(preamble.createdMillis())
        .addInteger(preamble.hops() + 1)
        .addString(relay.path())
        .addUUID(upload.attempt())
        .addLocalDate(upload.day())
        .addLong(relay.records())
        .addLong(BatchLayout.PREAMBLE_BYTES + relay.bytes() + end.length)
        .addBuffer(Buffer.buffer(upload.receipt().digest()))
        .addBuffer(Buffer.buffer(end));
  }
}
