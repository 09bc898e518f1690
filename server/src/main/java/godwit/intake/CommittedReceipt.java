package godwit.intake;

import godwit.domain.Reason;
import godwit.domain.Receipt;
import godwit.domain.Refusal;
import godwit.store.CommitResult;
import io.vertx.core.Future;

/// What a commit amounts to for the sender.
final class CommittedReceipt {
  private CommittedReceipt() {}

  /// The receipt of a commit, or the refusal that it amounts to.
  static Future<Receipt> of(CommitResult result) {
    return switch (result) {
      case CommitResult.Committed(Receipt receipt) -> receipt(receipt);
      case CommitResult.Held(Receipt receipt) -> receipt(receipt);
      case CommitResult.Conflict _ ->
        Future.failedFuture(Refusal.of(
            Reason.BATCH_CONFLICT, "a retry has the same bytes, another batch has another id"));
      case CommitResult.AttemptLost _ ->
        Future.failedFuture(
            Refusal.of(Reason.OVERLOADED, "the upload took too long; send it again"));
    };
  }

  private static Future<Receipt> receipt(Receipt receipt) {
    return receipt.nothingAccepted()
        ? Future.failedFuture(Refusal.nothingAccepted(receipt))
        : Future.succeededFuture(receipt);
  }
}
