package godwit.codec.keys;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.spec.AlgorithmParameterSpec;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;

/// The algorithms of the JDK that every JDK has, so that their absence is a bug.
final class Primitives {
  static final int AES_BLOCK_BYTES = 16;
  static final int SHA_256_BYTES = 32;

  private Primitives() {}

  static Mac hmac(Secret key) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key.key("HmacSHA256"));
      return mac;
    } catch (GeneralSecurityException absent) {
      throw broken(absent);
    }
  }

  static KDF hkdf() {
    try {
      return KDF.getInstance("HKDF-SHA256");
    } catch (NoSuchAlgorithmException absent) {
      throw broken(absent);
    }
  }

  /// AES of single blocks, not yet given its key.
  ///
  /// These protocols use AES as a function of one block, where ECB is that function and no mode.
  @SuppressWarnings("InsecureCryptoUsage")
  static Cipher blockCipher() {
    return cipher("AES/ECB/NoPadding");
  }

  /// AES whose running counter starts with `counter`, ready to encrypt or decrypt, which are one.
  static Cipher counterMode(Secret key, byte[] counter) {
    Cipher cipher = cipher("AES/CTR/NoPadding");
    init(cipher, Cipher.ENCRYPT_MODE, key, new IvParameterSpec(counter));
    return cipher;
  }

  static Cipher authenticated() {
    return cipher("AES/GCM/NoPadding");
  }

  static void init(Cipher cipher, Secret key) {
    try {
      cipher.init(Cipher.ENCRYPT_MODE, key.key("AES"));
    } catch (InvalidKeyException wrongLength) {
      throw broken(wrongLength);
    }
  }

  static void init(Cipher cipher, int mode, Secret key, AlgorithmParameterSpec parameters) {
    try {
      cipher.init(mode, key.key("AES"), parameters);
    } catch (GeneralSecurityException wrong) {
      throw broken(wrong);
    }
  }

  /// The cipher's output for one whole input, of a mode that takes every input.
  static byte[] finish(Cipher cipher, byte[] input) {
    try {
      return cipher.doFinal(input);
    } catch (GeneralSecurityException wrong) {
      throw broken(wrong);
    }
  }

  /// What an algorithm cannot do, though its arguments were checked before.
  static IllegalStateException broken(GeneralSecurityException cause) {
    return new IllegalStateException("an algorithm of the JDK", cause);
  }

  @SuppressWarnings("InsecureCryptoUsage") // the names are those above
  private static Cipher cipher(String transformation) {
    try {
      return Cipher.getInstance(transformation);
    } catch (GeneralSecurityException absent) {
      throw broken(absent);
    }
  }
}
