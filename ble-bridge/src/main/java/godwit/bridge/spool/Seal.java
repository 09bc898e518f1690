package godwit.bridge.spool;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// AES-256-GCM round each value of the spool.
///
/// - shape: `12 nonce | ciphertext | 16 tag`; bound to its table and row
/// - units: bytes
/// - errors: [SpoolException] for a value of another row, another secret, or one that was changed
/// - source: our own
final class Seal {
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final SecretKeySpec key;
  private final SecureRandom random = new SecureRandom();

  Seal(VenueSecret secret) {
    this.key = secret.key("godwit bridge spool", "AES");
  }

  byte[] seal(String table, byte[] row, byte[] plain) throws SpoolException {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, table, row).doFinal(plain);
      return ByteBuffer.allocate(NONCE_BYTES + sealed.length)
          .put(nonce)
          .put(sealed)
          .array();
    } catch (GeneralSecurityException e) {
      throw new SpoolException("sealing failed", e);
    }
  }

  byte[] open(String table, byte[] row, byte[] sealed) throws SpoolException {
    if (sealed.length < NONCE_BYTES) throw new SpoolException("a value of " + table + " is cut");
    byte[] nonce = Arrays.copyOf(sealed, NONCE_BYTES);
    try {
      return cipher(Cipher.DECRYPT_MODE, nonce, table, row)
          .doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES);
    } catch (GeneralSecurityException e) {
      throw new SpoolException(
          "a value of " + table + " cannot be opened: another secret, or it was changed", e);
    }
  }

  static byte[] row(long seq) {
    return ByteBuffer.allocate(Long.BYTES).putLong(seq).array();
  }

  private Cipher cipher(int mode, byte[] nonce, String table, byte[] row)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(table.getBytes(StandardCharsets.US_ASCII));
    cipher.updateAAD(row);
    return cipher;
  }
}
