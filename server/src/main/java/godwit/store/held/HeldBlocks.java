package godwit.store.held;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/// Blocks of contact events as they are stored: sealed to where they lie.
///
/// - shape: `12 bytes nonce | ciphertext | 16 bytes tag` of one whole block
/// - units: AES-256-GCM; bound to attempt and ordinal, so that none can stand for another
/// - errors: empty for bytes that do not open
/// - source: our own
public final class HeldBlocks {
  private static final String CIPHER = "AES/GCM/NoPadding";
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BYTES = 16;

  private final SecretKey key;
  private final UUID attempt;

  /// @param key of subject and day
  /// @param attempt under which the blocks are stored
  public HeldBlocks(SecretKey key, UUID attempt) {
    this.key = key;
    this.attempt = attempt;
  }

  /// Seals a block that lies at an offset.
  public byte[] seal(int ordinal, byte[] bytes, int offset, int length, SecureRandom random) {
    byte[] sealed = new byte[NONCE_BYTES + length + TAG_BYTES];
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    System.arraycopy(nonce, 0, sealed, 0, NONCE_BYTES);
    try {
      cipher(Cipher.ENCRYPT_MODE, nonce, ordinal)
          .doFinal(bytes, offset, length, sealed, NONCE_BYTES);
      return sealed;
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /// Opens what was sealed; empty if it is anything else.
  public Optional<byte[]> open(int ordinal, byte[] sealed) {
    if (sealed.length < NONCE_BYTES + TAG_BYTES) return Optional.empty();
    byte[] nonce = java.util.Arrays.copyOf(sealed, NONCE_BYTES);
    try {
      return Optional.of(cipher(Cipher.DECRYPT_MODE, nonce, ordinal)
          .doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES));
    } catch (GeneralSecurityException other) {
      return Optional.empty();
    }
  }

  private Cipher cipher(int mode, byte[] nonce, int ordinal) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance(CIPHER);
    cipher.init(mode, key, new GCMParameterSpec(TAG_BYTES * Byte.SIZE, nonce));
    cipher.updateAAD(ByteBuffer.allocate(2 * Long.BYTES + Integer.BYTES)
        .putLong(attempt.getMostSignificantBits())
        .putLong(attempt.getLeastSignificantBits())
        .putInt(ordinal)
        .array());
    return cipher;
  }
}
