package godwit.http.peer;

import godwit.domain.Receipt;
import godwit.exchange.delivery.ReceiptCheck;
import godwit.exchange.delivery.Sent;
import godwit.http.ReceiptJson;
import godwit.store.commit.Batches.HeldBatch;
import godwit.store.outgoing.Deliveries;
import godwit.store.outgoing.Outgoing;
import io.vertx.core.Future;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.Optional;

/// What this node says of a batch that it holds.
///
/// - shape: its receipt; `invalid`, how many accepted records turned out not to be; of a batch
///   that is passed on also `delivery`, with what its destination has answered
/// - units: none
/// - errors: none
/// - source: docs/protocol.md, "Receipt" and "Relay"
public final class BatchStatus {
  private BatchStatus() {}

  /// Of one batch.
  ///
  /// @param deliveries where batches stand that are passed on
  public static Future<JsonObject> of(HeldBatch held, Deliveries deliveries) {
    JsonObject document = ReceiptJson.of(held.receipt());
    if (held.invalid() > 0) document.put("invalid", held.invalid());
    if (held.receipt().state() != Receipt.State.RELAYED) return Future.succeededFuture(document);
    return deliveries
        .find(held.receipt().batch(), held.origin())
        .map(outgoing ->
            outgoing.map(BatchStatus::delivery).map(document::mergeIn).orElse(document));
  }

  private static JsonObject delivery(Outgoing outgoing) {
    Outgoing.State seen =
        outgoing.state() == Outgoing.State.DROPPED ? Outgoing.State.REFUSED : outgoing.state();
    String state = seen.name().toLowerCase(Locale.ROOT);
    JsonObject delivery = new JsonObject().put("state", state).put("attempts", outgoing.attempts());
    switch (outgoing.state()) {
      case DELIVERED -> delivered(outgoing, delivery);
      case REFUSED, DROPPED ->
        delivery.put("problem", problem(outgoing.problem().orElse("")));
      case WAITING, RELAYED, LISTED, REMADE -> {}
    }
    return new JsonObject().put("delivery", delivery);
  }

  /* What is handed on is the destination's word on this batch, or nothing. */
  private static void delivered(Outgoing outgoing, JsonObject delivery) {
    Sent sent = Sent.of(outgoing);
    if (outgoing.receipt().isEmpty()) {
      delivery.put("by", "pull").put("digest", sent.digest()).put("records", sent.records());
      return;
    }
    outgoing
        .receipt()
        .flatMap(BatchStatus::document)
        .filter(receipt -> ReceiptCheck.compare(receipt, sent) == ReceiptCheck.Fit.FITS)
        .ifPresent(receipt -> delivery.put("receipt", receipt));
  }

  private static JsonObject problem(String text) {
    return document(text).orElseGet(() -> new JsonObject().put("detail", text));
  }

  /* What a peer wrote is kept up to a bound, and need not be a document any more. */
  private static Optional<JsonObject> document(String text) {
    if (!text.stripLeading().startsWith("{")) return Optional.empty();
    try {
      return Optional.of(new JsonObject(text));
    } catch (DecodeException none) {
      return Optional.empty();
    }
  }
}
