package godwit.http;

import static godwit.store.TestDatabases.await;

import godwit.server.RunningNode;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.UUID;

/// What lies in a node's database, read without the node.
final class Stored {
  private static final String BLOCKS = "select bytes from segment where attempt_id = $1 and"
      + " destination_id = $2 order by ordinal";

  private Stored() {}

  /// The blocks of the portion that was committed last.
  static byte[] latest(RunningNode node) {
    Row row = await(node.pool()
            .query("select attempt_id, destination_id from portion"
                + " order by received_at desc, position desc limit 1")
            .execute())
        .iterator()
        .next();
    return blocks(node, row.getUUID(0), row.getInteger(1));
  }

  static byte[] blocks(RunningNode node, UUID attempt, int destination) {
    Buffer all = Buffer.buffer();
    for (Row row :
        await(node.pool().preparedQuery(BLOCKS).execute(Tuple.of(attempt, destination)))) {
      all.appendBuffer(row.getBuffer(0));
    }
    return all.getBytes();
  }

  static byte[] joined(List<byte[]> blocks) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    blocks.forEach(all::writeBytes);
    return all.toByteArray();
  }
}
