package godwit.domain;

import godwit.codec.DecodeException;
import java.util.Optional;

/// A request that is refused: why, and where in the body.
///
/// Cheap to throw (no stack trace), since hostile input reaches it.
public final class Refusal extends RuntimeException {
  private static final long NO_OFFSET = -1;
  private static final int RETRY_SECONDS = 1;

  private final Reason reason;
  private final long offset;
  private final int block;
  private final transient Optional<String> pointer;
  private final transient Optional<Receipt> receipt;
  private final String link;
  private final int retrySeconds;

  private Refusal(
      Reason reason,
      String detail,
      long offset,
      int block,
      Optional<String> pointer,
      Optional<Receipt> receipt,
      String link,
      int retrySeconds) {
    super(detail, null, false, false);
    this.reason = reason;
    this.offset = offset;
    this.block = block;
    this.pointer = pointer;
    this.receipt = receipt;
    this.link = link;
    this.retrySeconds = retrySeconds;
  }

  public static Refusal of(Reason reason, String detail) {
    return at(reason, NO_OFFSET, DecodeException.NO_BLOCK, Optional.empty(), detail);
  }

  /// @param offset byte in the decoded body, from 0
  public static Refusal at(Reason reason, long offset, String detail) {
    return at(reason, offset, DecodeException.NO_BLOCK, Optional.empty(), detail);
  }

  /// @param pointer JSON Pointer (RFC 6901) to the value of the document that is at fault
  public static Refusal at(Reason reason, String pointer, String detail) {
    return at(reason, NO_OFFSET, DecodeException.NO_BLOCK, Optional.of(pointer), detail);
  }

  public static Refusal of(DecodeException broken) {
    return at(
        Reason.of(broken.fault()),
        broken.offset(),
        broken.block(),
        broken.pointer(),
        String.valueOf(broken.getMessage()));
  }

  private static Refusal at(
      Reason reason, long offset, int block, Optional<String> pointer, String detail) {
    return new Refusal(reason, detail, offset, block, pointer, Optional.empty(), "", RETRY_SECONDS);
  }

  /// Too much was asked for lately.
  ///
  /// @param seconds until it may be tried again
  public static Refusal overQuota(int seconds, String detail) {
    return new Refusal(
        Reason.OVER_QUOTA,
        detail,
        NO_OFFSET,
        DecodeException.NO_BLOCK,
        Optional.empty(),
        Optional.empty(),
        "",
        seconds);
  }

  /// A batch of which nothing was accepted: the problem carries its receipt.
  public static Refusal nothingAccepted(Receipt receipt) {
    return new Refusal(
        Reason.NOTHING_ACCEPTED,
        "see rejected for the reason of each block",
        NO_OFFSET,
        DecodeException.NO_BLOCK,
        Optional.empty(),
        Optional.of(receipt),
        "",
        RETRY_SECONDS);
  }

  /// The same with a `Link` header that says where to go on.
  public Refusal withLink(String next) {
    return new Refusal(
        reason, String.valueOf(getMessage()), offset, block, pointer, receipt, next, retrySeconds);
  }

  /// A `Link` header; empty if there is none.
  public String link() {
    return link;
  }

  public Reason reason() {
    return reason;
  }

  public boolean hasOffset() {
    return offset != NO_OFFSET;
  }

  public long offset() {
    return offset;
  }

  public boolean hasBlock() {
    return block != DecodeException.NO_BLOCK;
  }

  public int block() {
    return block;
  }

  /// Where in a JSON document the fault is; empty for octets.
  public Optional<String> pointer() {
    return pointer;
  }

  /// After how long it may be tried again, where the reason says that it may.
  public int retrySeconds() {
    return retrySeconds;
  }

  public Optional<Receipt> receipt() {
    return receipt;
  }
}
