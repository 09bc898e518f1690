package godwit.bridge.uplink;

import java.util.Arrays;
import java.util.HexFormat;

/// The digest of an unsigned batch, which stands in its end block.
///
/// - shape: the batch ends with `32 digest | u8 algorithm`
/// - units: bytes
/// - errors: none
/// - source: docs/protocol.md, "End block"
final class BatchDigest {
  private static final int DIGEST_BYTES = 32;
  private static final int AFTER = 1;

  private BatchDigest() {}

  static String hex(byte[] batch) {
    int end = batch.length - AFTER;
    return HexFormat.of().formatHex(Arrays.copyOfRange(batch, end - DIGEST_BYTES, end));
  }
}
