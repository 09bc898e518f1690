package godwit.store.commit;

import godwit.codec.payload.RoutingCode;
import godwit.domain.Receipt;
import godwit.domain.RejectReason;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A receipt as columns of `batch`.
final class ReceiptRow {
  static final String COLUMNS =
      "batch_id, state, records, accepted, rejected, rejected_omitted, digest, not_shared, waiting";

  /* The fifth of an entry, which it has only where the batch came as a document. */
  private static final int POINTER = 4;

  /* The sixth, which few have. */
  private static final int LITTLE_ENDIAN = 5;

  /* The seventh, of what was sealed. */
  private static final int INNER = 6;

  private static final String NONE = "[]";

  private ReceiptRow() {}

  static Receipt read(Row row) {
    JsonArray entries = row.getJsonArray("rejected");
    List<Receipt.Entry> rejected = new ArrayList<>(entries.size());
    for (int index = 0; index < entries.size(); index++) {
      JsonArray entry = entries.getJsonArray(index);
      rejected.add(new Receipt.Entry(
          entry.getInteger(0),
          entry.size() > INNER ? entry.getInteger(INNER) : Receipt.Entry.NONE,
          entry.getInteger(1),
          entry.getLong(2),
          RejectReason.valueOf(entry.getString(3)),
          Optional.ofNullable(entry.size() > POINTER ? entry.getString(POINTER) : null),
          Optional.ofNullable(entry.size() > LITTLE_ENDIAN ? entry.getString(LITTLE_ENDIAN) : null)
              .flatMap(RoutingCode::parse)));
    }
    return new Receipt(
        row.getUUID("batch_id"),
        Receipt.State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
        row.getLong("records"),
        row.getLong("accepted"),
        List.copyOf(rejected),
        row.getInteger("rejected_omitted"),
        row.getBuffer("digest").getBytes(),
        false,
        sharing(row));
  }

  /* Nothing for exposures, and for contact batches of before there was a column. */
  private static Optional<Receipt.Sharing> sharing(Row row) {
    return Optional.ofNullable(row.getLong("not_shared")).map(notShared -> {
      long waiting = row.getLong("waiting");
      return new Receipt.Sharing(row.getLong("accepted") - notShared - waiting, notShared, waiting);
    });
  }

  /* -1 where the receipt does not say it: a column of a transaction has no place for nothing. */
  static long notShared(Receipt receipt) {
    return receipt.sharing().map(Receipt.Sharing::notShared).orElse(-1L);
  }

  static long waiting(Receipt receipt) {
    return receipt.sharing().map(Receipt.Sharing::waiting).orElse(-1L);
  }

  static String state(Receipt receipt) {
    return receipt.state().name().toLowerCase(Locale.ROOT);
  }

  static String rejected(Receipt receipt) {
    if (receipt.rejected().isEmpty()) return NONE;
    JsonArray entries = new JsonArray();
    for (Receipt.Entry entry : receipt.rejected()) {
      JsonArray row = new JsonArray()
          .add(entry.block())
          .add(entry.record())
          .add(entry.records())
          .add(entry.reason().name());
      Optional<RoutingCode> suspected = entry.littleEndian();
      if (suspected.isPresent() || entry.inner() >= 0) {
        entry.pointer().ifPresentOrElse(row::add, row::addNull);
        suspected.map(RoutingCode::path).ifPresentOrElse(row::add, row::addNull);
        if (entry.inner() >= 0) row.add(entry.inner());
      } else {
        entry.pointer().ifPresent(row::add);
      }
      entries.add(row);
    }
    return entries.encode();
  }

  static Buffer digest(Receipt receipt) {
    return Buffer.buffer(receipt.digest());
  }
}
