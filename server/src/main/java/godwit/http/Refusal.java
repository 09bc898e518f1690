package godwit.http;

import godwit.codec.DecodeException;
import godwit.domain.Receipt;
import java.util.Optional;

/// A request that is refused: why, and where in the body.
///
/// Cheap to throw (no stack trace), since hostile input reaches it.
final class Refusal extends RuntimeException {
  private static final long NO_OFFSET = -1;
  private static final int RETRY_SECONDS = 1;

  private final Reason reason;
  private final long offset;
  private final int block;
  private final transient Optional<Receipt> receipt;
  private final String link;
  private final transient Optional<String> pointer;
  private final int retrySeconds;

  private Refusal(
      Reason reason,
      String detail,
      long offset,
      int block,
      Optional<Receipt> receipt,
      String link,
      Optional<String> pointer,
      int retrySeconds) {
    super(detail, null, false, false);
    this.reason = reason;
    this.offset = offset;
    this.block = block;
    this.receipt = receipt;
    this.link = link;
    this.pointer = pointer;
    this.retrySeconds = retrySeconds;
  }

  static Refusal of(Reason reason, String detail) {
    return of(reason, detail, Optional.empty(), RETRY_SECONDS);
  }

  /// @param pointer JSON Pointer (RFC 6901) to the value of a document that is at fault
  static Refusal atPointer(Reason reason, String pointer, String detail) {
    return of(reason, detail, Optional.of(pointer), RETRY_SECONDS);
  }

  /// Too much was asked for lately.
  ///
  /// @param seconds until it may be tried again
  static Refusal overQuota(int seconds, String detail) {
    return of(Reason.OVER_QUOTA, detail, Optional.empty(), seconds);
  }

  private static Refusal of(
      Reason reason, String detail, Optional<String> pointer, int retrySeconds) {
    return new Refusal(
        reason,
        detail,
        NO_OFFSET,
        DecodeException.NO_BLOCK,
        Optional.empty(),
        "",
        pointer,
        retrySeconds);
  }

  /// @param offset byte in the decoded body, from 0
  static Refusal at(Reason reason, long offset, String detail) {
    return new Refusal(
        reason,
        detail,
        offset,
        DecodeException.NO_BLOCK,
        Optional.empty(),
        "",
        Optional.empty(),
        RETRY_SECONDS);
  }

  static Refusal of(DecodeException broken) {
    Reason reason = Reason.of(broken.fault());
    return new Refusal(
        reason,
        String.valueOf(broken.getMessage()),
        broken.offset(),
        broken.block(),
        Optional.empty(),
        "",
        broken.pointer(),
        RETRY_SECONDS);
  }

  /// A batch of which nothing was accepted: the problem carries its receipt.
  static Refusal nothingAccepted(Receipt receipt) {
    return new Refusal(
        Reason.NOTHING_ACCEPTED,
        "see rejected for the reason of each block",
        NO_OFFSET,
        DecodeException.NO_BLOCK,
        Optional.of(receipt),
        "",
        Optional.empty(),
        RETRY_SECONDS);
  }

  /// The same with a `Link` header that says where to go on.
  Refusal withLink(String next) {
    return new Refusal(
        reason, String.valueOf(getMessage()), offset, block, receipt, next, pointer, retrySeconds);
  }

  /// A `Link` header; empty if there is none.
  String link() {
    return link;
  }

  Reason reason() {
    return reason;
  }

  boolean hasOffset() {
    return offset != NO_OFFSET;
  }

  long offset() {
    return offset;
  }

  boolean hasBlock() {
    return block != DecodeException.NO_BLOCK;
  }

  int block() {
    return block;
  }

  /// Where in a JSON document the fault is.
  Optional<String> pointer() {
    return pointer;
  }

  /// After how long it may be tried again, where the reason says that it may.
  int retrySeconds() {
    return retrySeconds;
  }

  Optional<Receipt> receipt() {
    return receipt;
  }
}
