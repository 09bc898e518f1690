package godwit.domain;

import godwit.codec.Fault;
import java.util.Locale;

/// Every reason a request can be refused for: the single table of what callers see.
///
/// - source: docs/protocol.md, "Errors"; RFC 9457
public enum Reason {
  BAD_MAGIC(400, "The body is not a batch of this kind"),
  BAD_PREAMBLE(400, "The preamble breaks the format"),
  BAD_BLOCK(400, "A block breaks the format"),
  BAD_CRC(400, "A block's checksum does not match its bytes"),
  BAD_LENGTH(400, "The end block has a wrong length"),
  BAD_TOTAL(400, "The end block's total is not the sum of all records"),
  BAD_DIGEST(400, "The end block's digest is not that of the bytes received"),
  TRUNCATED(400, "The body ends early"),
  TRAILING_BYTES(400, "Bytes follow the end block"),
  BAD_GZIP(400, "The body is not valid gzip"),
  BAD_JSON(400, "The document is not what is expected here"),
  DESTINATION_MISMATCH(400, "The batch is for another authority than the path"),
  LOOP(400, "The batch has been relayed too often"),
  BAD_TOKEN(401, "The code or token is not known, used, or expired"),
  UNKNOWN_PEER(403, "The certificate names nobody that is configured here"),
  NOT_AUTHORISED_FOR_ORIGIN(403, "This peer may not send for that origin"),
  NOT_AUTHORISED_FOR_DESTINATION(403, "This peer may not fetch for that destination"),
  SIGNATURE_REQUIRED(403, "What is relayed, or sealed, must be signed by its origin"),
  UNKNOWN_AUTHORITY(404, "This node neither serves nor relays to that authority"),
  UNKNOWN_BATCH(404, "No such batch is known here to this caller"),
  BATCH_CONFLICT(409, "Another batch with this id was stored before"),
  CLAIM_CONFLICT(409, "Something else was certified under this claim before"),
  CURSOR_EXPIRED(410, "The cursor is not known, or what follows it is no longer kept"),
  TOO_SLOW(408, "The body came too slowly"),
  TOO_LARGE(413, "The body is larger than the limit"),
  EXPANSION_RATIO(413, "The body expands more than the limit"),
  MEDIA_TYPE(415, "This media type is not taken here"),
  CONTENT_ENCODING(415, "This content encoding is not taken here"),
  NOTHING_ACCEPTED(422, "Every record was rejected"),
  STALE(422, "The batch was created too long ago, or in the future"),
  OVER_QUOTA(429, "Too much was asked for; try again later"),
  OVERLOADED(503, "Too much is under way; try again"),
  INTERNAL(500, "An error on this side; it is logged and counted");

  private final int status;
  private final String title;

  Reason(int status, String title) {
    this.status = status;
    this.title = title;
  }

  /// The reason that stands for bytes which break a format.
  public static Reason of(Fault fault) {
    return valueOf(fault.name());
  }

  public int status() {
    return status;
  }

  public String title() {
    return title;
  }

  /// The word on the wire, such as `bad-crc`.
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
