package godwit.http;

import godwit.codec.DecodeException;
import godwit.domain.Receipt;
import java.util.Optional;

/// A request that is refused: why, and where in the body.
///
/// Cheap to throw (no stack trace), since hostile input reaches it.
final class Refusal extends RuntimeException {
  private static final long NO_OFFSET = -1;

  private final Reason reason;
  private final long offset;
  private final int block;
  private final transient Optional<String> pointer;
  private final transient Optional<Receipt> receipt;
  private final String link;

  private Refusal(
      Reason reason,
      String detail,
      long offset,
      int block,
      Optional<String> pointer,
      Optional<Receipt> receipt,
      String link) {
    super(detail, null, false, false);
    this.reason = reason;
    this.offset = offset;
    this.block = block;
    this.pointer = pointer;
    this.receipt = receipt;
    this.link = link;
  }

  static Refusal of(Reason reason, String detail) {
    return at(reason, NO_OFFSET, Optional.empty(), detail);
  }

  /// @param offset byte in the decoded body, from 0
  static Refusal at(Reason reason, long offset, String detail) {
    return at(reason, offset, Optional.empty(), detail);
  }

  /// @param pointer JSON Pointer (RFC 6901) to the value of the document that is at fault
  static Refusal at(Reason reason, String pointer, String detail) {
    return at(reason, NO_OFFSET, Optional.of(pointer), detail);
  }

  private static Refusal at(Reason reason, long offset, Optional<String> pointer, String detail) {
    return new Refusal(
        reason, detail, offset, DecodeException.NO_BLOCK, pointer, Optional.empty(), "");
  }

  static Refusal of(DecodeException broken) {
    Reason reason = Reason.of(broken.fault());
    return new Refusal(
        reason,
        String.valueOf(broken.getMessage()),
        broken.offset(),
        broken.block(),
        broken.pointer(),
        Optional.empty(),
        "");
  }

  /// A batch of which nothing was accepted: the problem carries its receipt.
  static Refusal nothingAccepted(Receipt receipt) {
    return new Refusal(
        Reason.NOTHING_ACCEPTED,
        "see rejected for the reason of each block",
        NO_OFFSET,
        DecodeException.NO_BLOCK,
        Optional.empty(),
        Optional.of(receipt),
        "");
  }

  /// The same with a `Link` header that says where to go on.
  Refusal withLink(String next) {
    return new Refusal(reason, String.valueOf(getMessage()), offset, block, pointer, receipt, next);
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

  /// Where in a JSON document the fault is; empty for octets.
  Optional<String> pointer() {
    return pointer;
  }

  Optional<Receipt> receipt() {
    return receipt;
  }
}
