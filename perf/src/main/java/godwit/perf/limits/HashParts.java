package godwit.perf.limits;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.zip.CRC32C;

/// SHA-256 and CRC-32C over a body, by pieces as long as a block may be.
final class HashParts {
  private static final int PIECE_BYTES = 256 * 1024;

  private HashParts() {}

  static Part sha256(byte[] body) throws NoSuchAlgorithmException {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    return nanos -> Part.repeat(nanos, () -> {
      for (int offset = 0; offset < body.length; offset += PIECE_BYTES) {
        digest.update(body, offset, Math.min(PIECE_BYTES, body.length - offset));
        digest.digest();
      }
      return body.length;
    });
  }

  static Part crc32c(byte[] body) {
    CRC32C crc = new CRC32C();
    return nanos -> Part.repeat(nanos, () -> {
      for (int offset = 0; offset < body.length; offset += PIECE_BYTES) {
        crc.reset();
        crc.update(body, offset, Math.min(PIECE_BYTES, body.length - offset));
      }
      return body.length;
    });
  }
}
