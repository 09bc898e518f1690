package godwit.domain;

import godwit.codec.Fault;
import java.util.Locale;

/// Every kind of problem that a request can be refused for: the single table of what callers see.
///
/// Which status of HTTP stands for it is said where HTTP is spoken.
///
/// - source: docs/protocol.md, "Errors"; RFC 9457
public enum ProblemType {
  BAD_MAGIC("The body is not a batch of this kind", Retry.NEVER),
  BAD_PREAMBLE("The preamble breaks the format", Retry.NEVER),
  BAD_BLOCK("A block breaks the format", Retry.NEVER),
  BAD_CRC("A block's checksum does not match its bytes", Retry.NEVER),
  BAD_LENGTH("The end block has a wrong length", Retry.NEVER),
  BAD_TOTAL("The end block's total is not the sum of all records", Retry.NEVER),
  BAD_DIGEST("The end block's digest is not that of the bytes received", Retry.NEVER),
  BAD_SIGNATURE("The signature is not that of the batch by the key it names", Retry.NEVER),
  TRUNCATED("The body ends early", Retry.NEVER),
  TRAILING_BYTES("Bytes follow the end block", Retry.NEVER),
  BAD_GZIP("The body is not valid gzip", Retry.NEVER),
  BAD_JSON("The document is not what is expected here", Retry.NEVER),
  DESTINATION_MISMATCH("The batch is for another authority than the path", Retry.NEVER),
  LOOP("The batch has been relayed too often", Retry.NEVER),
  BAD_CODE("The code is not known, used, or expired", Retry.NEVER),
  BAD_TOKEN("The token is not known, or expired", Retry.NEVER),
  UNKNOWN_PEER("The certificate names nobody that is configured here", Retry.NEVER),
  NOT_AUTHORISED_FOR_ORIGIN("This peer may not send for that origin", Retry.NEVER),
  NOT_AUTHORISED_FOR_DESTINATION("This peer may not fetch for that destination", Retry.NEVER),
  SIGNATURE_REQUIRED("What is relayed, or sealed, must be signed by its origin", Retry.NEVER),
  UNKNOWN_AUTHORITY("This node neither serves nor relays to that authority", Retry.NEVER),
  UNKNOWN_BATCH("No such batch is known here to this caller", Retry.NEVER),
  BATCH_CONFLICT("Another batch with this id was stored before", Retry.NEVER),
  CLAIM_CONFLICT("Something else was certified under this claim before", Retry.NEVER),
  CURSOR_EXPIRED("The cursor is not known, or what follows it is no longer kept", Retry.NEVER),
  TOO_SLOW("The body came too slowly", Retry.LATER),
  TOO_LARGE("The body is larger than the limit", Retry.NEVER),
  EXPANSION_RATIO("The body expands more than the limit", Retry.NEVER),
  MEDIA_TYPE("This media type is not taken here", Retry.NEVER),
  CONTENT_ENCODING("This content encoding is not taken here", Retry.NEVER),
  NOTHING_ACCEPTED("Every record was rejected", Retry.NEVER),
  STALE("The batch was created too long ago, or in the future", Retry.NEVER),
  OVER_QUOTA("Too much was asked for; try again later", Retry.LATER),
  OVERLOADED("Too much is under way; try again", Retry.LATER),
  PAUSED("An operator has stopped this for a while", Retry.LATER),
  INTERNAL("An error on this side; it is logged and counted", Retry.LATER);

  private final String title;
  private final Retry retry;

  ProblemType(String title, Retry retry) {
    this.title = title;
    this.retry = retry;
  }

  private enum Retry {
    NEVER,
    LATER
  }

  /// The problem of bytes that break a format.
  public static ProblemType of(Fault fault) {
    return valueOf(fault.name());
  }

  /// A short sentence, the same for all problems of this type.
  public String title() {
    return title;
  }

  /// Whether the same request may go well later.
  public boolean isRetryable() {
    return retry == Retry.LATER;
  }

  /// The word on the wire, such as `bad-crc`.
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
