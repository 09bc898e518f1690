package godwit.http;

import godwit.codec.payload.DiagnosticCode;
import godwit.codec.payload.RoutingCode;
import godwit.domain.Receipt;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HexFormat;
import java.util.Locale;

/// A receipt as the document that senders keep.
///
/// - shape: `{"batch", "state", "records", "accepted", "rejectedRecords", "rejected", "digest",
///   "duplicate"}`; of a contact batch also `{"shared", "notShared", "waiting"}`
/// - units: accepted and rejectedRecords make up records, and those three accepted; digest is 64
/// hex digits after `sha-256:`
/// - errors: none
/// - source: docs/protocol.md, "Receipt"
public final class ReceiptJson {
  private ReceiptJson() {}

  public static JsonObject of(Receipt receipt) {
    return unlinked(receipt)
        .put("_links", new JsonObject().put("self", Hal.link("/batch/" + receipt.batch())));
  }

  /// The same for a listener that knows no batches.
  public static JsonObject unlinked(Receipt receipt) {
    JsonArray rejected = new JsonArray();
    for (Receipt.Entry entry : receipt.rejected()) {
      JsonObject json = new JsonObject().put("block", entry.block());
      if (entry.inner() >= 0) json.put("inner", entry.inner());
      if (entry.record() >= 0) json.put("record", entry.record());
      entry.pointer().ifPresent(pointer -> json.put("pointer", pointer));
      json.put("records", entry.records()).put("reason", entry.reason().word());
      entry.littleEndian().ifPresent(code -> json.put("diagnostic", suspected(code)));
      rejected.add(json);
    }
    JsonObject document = new JsonObject()
        .put("batch", receipt.batch().toString())
        .put("state", state(receipt).name().toLowerCase(Locale.ROOT))
        .put("records", receipt.records())
        .put("accepted", receipt.accepted())
        .put("rejectedRecords", receipt.rejectedRecords())
        .put("rejected", rejected);
    receipt
        .sharing()
        .ifPresent(sharing -> document
            .put("shared", sharing.shared())
            .put("notShared", sharing.notShared())
            .put("waiting", sharing.waiting()));
    if (receipt.rejectedOmitted() > 0) document.put("rejectedOmitted", receipt.rejectedOmitted());
    return document
        .put("digest", "sha-256:" + HexFormat.of().formatHex(receipt.digest()))
        .put("duplicate", receipt.duplicate());
  }

  /* In the words of `godwit inspect`. */
  private static JsonObject suspected(RoutingCode code) {
    return new JsonObject()
        .put("code", DiagnosticCode.BYTE_ORDER_SUSPECT.name())
        .put("detail", "little-endian " + code);
  }

  private static Receipt.State state(Receipt receipt) {
    return receipt.nothingAccepted() ? Receipt.State.REFUSED : receipt.state();
  }
}
