package godwit.bridge.feed.esphome;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// ChaCha20-Poly1305 under one key, each message with the next number.
///
/// - shape: the message, then 16 bytes of tag; the nonce is four zeros and the number
/// - units: numbers from 0, little-endian
/// - errors: an [IOException] for what was not encrypted with this key, or not in this order
/// - source: The Noise Protocol Framework, revision 34; RFC 8439
final class NoiseCipher {
  static final int TAG_BYTES = 16;

  private static final String ALGORITHM = "ChaCha20-Poly1305";
  private static final int NONCE_BYTES = 12;

  private final SecretKeySpec key;
  private long number;

  NoiseCipher(byte[] key) {
    this.key = new SecretKeySpec(key, "ChaCha20");
  }

  byte[] encrypt(byte[] associated, byte[] plain) {
    try {
      return apply(Cipher.ENCRYPT_MODE, associated, plain);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK encrypts with " + ALGORITHM, e);
    }
  }

  byte[] decrypt(byte[] associated, byte[] encrypted) throws IOException {
    try {
      return apply(Cipher.DECRYPT_MODE, associated, encrypted);
    } catch (GeneralSecurityException e) {
      throw new IOException("a message under another key", e);
    }
  }

  private byte[] apply(int mode, byte[] associated, byte[] bytes) throws GeneralSecurityException {
    byte[] nonce = ByteBuffer.allocate(NONCE_BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(NONCE_BYTES - Long.BYTES, number)
        .array();
    Cipher cipher = Cipher.getInstance(ALGORITHM);
    cipher.init(mode, key, new IvParameterSpec(nonce));
    cipher.updateAAD(associated);
    byte[] done = cipher.doFinal(bytes);
    number++;
    return done;
  }
}
