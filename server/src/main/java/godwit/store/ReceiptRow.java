package godwit.store;

import godwit.domain.Receipt;
import godwit.domain.RejectReason;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A receipt as columns of `batch`.
final class ReceiptRow {
  static final String COLUMNS =
      "batch_id, state, records, accepted, rejected, rejected_omitted, digest";

  private ReceiptRow() {}

  static Receipt read(Row row) {
    JsonArray entries = row.getJsonArray("rejected");
    List<Receipt.Entry> rejected = new ArrayList<>(entries.size());
    for (int index = 0; index < entries.size(); index++) {
      JsonArray entry = entries.getJsonArray(index);
      rejected.add(new Receipt.Entry(
          entry.getInteger(0),
          entry.getInteger(1),
          entry.getLong(2),
          RejectReason.valueOf(entry.getString(3))));
    }
    return new Receipt(
        row.getUUID("batch_id"),
        Receipt.State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
        row.getLong("records"),
        row.getLong("accepted"),
        List.copyOf(rejected),
        row.getInteger("rejected_omitted"),
        row.getBuffer("digest").getBytes(),
        false);
  }

  static String state(Receipt receipt) {
    return receipt.state().name().toLowerCase(Locale.ROOT);
  }

  static String rejected(Receipt receipt) {
    JsonArray entries = new JsonArray();
    for (Receipt.Entry entry : receipt.rejected()) {
      entries.add(new JsonArray()
          .add(entry.block())
          .add(entry.record())
          .add(entry.records())
          .add(entry.reason().name()));
    }
    return entries.encode();
  }

  static Buffer digest(Receipt receipt) {
    return Buffer.buffer(receipt.digest());
  }
}
