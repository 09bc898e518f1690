package godwit.store.commit;

import godwit.codec.batch.Preamble;
import godwit.domain.Receipt;
import godwit.store.Columns;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

/// What a commit writes, as parameters of the statements of [CommitTransaction].
final class CommitRows {
  private CommitRows() {}

  /// A portion, and its place among those of its destination in this transaction, from 0.
  record Placed(Upload upload, Upload.Portion portion, int place) {}

  static Tuple batches(List<Upload> uploads) {
    Columns columns = Columns.of(
        uploads.size(),
        String.class,
        UUID.class,
        Boolean.class,
        Integer.class,
        Boolean.class,
        Integer.class,
        String.class,
        Long.class,
        Buffer.class,
        String.class,
        Long.class,
        Long.class,
        String.class,
        Integer.class,
        Long.class,
        Long.class,
        Buffer.class);
    for (Upload upload : uploads) {
      Preamble preamble = upload.preamble();
      Receipt receipt = upload.receipt();
      columns.row(
          upload.key().scope(),
          upload.key().batch(),
          preamble.origin().custom(),
          preamble.origin().code(),
          preamble.destination().custom(),
          preamble.destination().code(),
          upload.deliverer(),
          preamble.createdMillis(),
          ReceiptRow.digest(receipt),
          ReceiptRow.state(receipt),
          receipt.records(),
          receipt.accepted(),
          ReceiptRow.rejected(receipt),
          receipt.rejectedOmitted(),
          ReceiptRow.notShared(receipt),
          ReceiptRow.waiting(receipt),
          upload.sealedHashes());
    }
    return columns.tuple();
  }

  static Tuple portions(List<Placed> all) {
    Columns columns = Columns.of(
        all.size(),
        Integer.class,
        Integer.class,
        UUID.class,
        LocalDate.class,
        Integer.class,
        Long.class,
        Long.class,
        Boolean.class,
        Integer.class,
        UUID.class,
        Long.class);
    for (Placed each : all) {
      Upload.Portion portion = each.portion();
      Preamble preamble = each.upload().preamble();
      columns.row(
          portion.destination(),
          each.place(),
          each.upload().attempt(),
          each.upload().day(),
          portion.segments(),
          portion.records(),
          portion.bytes(),
          preamble.origin().custom(),
          preamble.origin().code(),
          preamble.batch(),
          preamble.createdMillis());
    }
    return columns.tuple();
  }

  static Tuple keys(List<Upload> uploads) {
    Columns columns = Columns.of(uploads.size(), String.class, UUID.class);
    for (Upload upload : uploads) columns.row(upload.key().scope(), upload.key().batch());
    return columns.tuple();
  }
}
