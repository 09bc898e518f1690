package godwit.codec;

import java.util.Locale;

/// Which rule of a format some bytes break. The reason is the stable word that callers see.
///
/// - source: docs/protocol.md, "Errors"
public enum Fault {
  BAD_MAGIC,
  BAD_PREAMBLE,
  BAD_BLOCK,
  BAD_CRC,
  BAD_LENGTH,
  BAD_TOTAL,
  BAD_DIGEST,
  TRUNCATED,
  TRAILING_BYTES,
  BAD_GZIP,
  BAD_JSON,
  EXPANSION_RATIO,
  TOO_LARGE;

  private final String reason = name().toLowerCase(Locale.ROOT).replace('_', '-');

  /// The word on the wire, such as `bad-crc`.
  public String reason() {
    return reason;
  }
}
