package godwit.codec.sealing;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The key schedule of HPKE in base mode: from what two keys have in common to the key and the
/// nonces of one context.
///
/// - shape: DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-128-GCM
/// - units: bytes
/// - errors: none
/// - source: RFC 9180, 4.1 and 5.1; its vectors A.3.1 are in the tests
/*
 * Bouncy Castle has HPKE too, and is what the tests compare with. Here the JDK does AES-GCM, which
 * it does with the processor's instructions; and what knows the codec alone can seal.
 */
final class Hpke {
  static final int KEM = 0x0010;
  static final int KDF = 0x0001;
  static final int AEAD = 0x0001;
  static final int KEY_BYTES = 16;
  static final int NONCE_BYTES = 12;

  private static final int SECRET_BYTES = 32;
  private static final int BASE_MODE = 0;
  private static final byte[] EMPTY = {};
  private static final byte[] VERSION = ascii("HPKE-v1");
  private static final byte[] KEM_SUITE = join(ascii("KEM"), uint16(KEM));
  private static final byte[] SUITE = join(ascii("HPKE"), uint16(KEM), uint16(KDF), uint16(AEAD));

  private Hpke() {}

  /// What the messages of one context are sealed with.
  record Schedule(byte[] key, byte[] baseNonce) {
    /// The nonce of a message.
    byte[] nonce(long sequence) {
      byte[] nonce = baseNonce.clone();
      for (int index = 0; index < Long.BYTES; index++) {
        nonce[NONCE_BYTES - 1 - index] ^= (byte) (sequence >>> (Byte.SIZE * index));
      }
      return nonce;
    }
  }

  /// @param shared what the two keys have in common, 32 bytes
  /// @param encapsulated the point of the sender's key, 65 bytes
  /// @param receiver the point of the receiver's, 65 bytes
  static Schedule schedule(byte[] shared, byte[] encapsulated, byte[] receiver, byte[] info) {
    byte[] prk = extract(KEM_SUITE, EMPTY, "eae_prk", shared);
    byte[] secret =
        expand(KEM_SUITE, prk, "shared_secret", join(encapsulated, receiver), SECRET_BYTES);
    byte[] context = join(
        new byte[] {BASE_MODE},
        extract(SUITE, EMPTY, "psk_id_hash", EMPTY),
        extract(SUITE, EMPTY, "info_hash", info));
    byte[] scheduled = extract(SUITE, secret, "secret", EMPTY);
    return new Schedule(
        expand(SUITE, scheduled, "key", context, KEY_BYTES),
        expand(SUITE, scheduled, "base_nonce", context, NONCE_BYTES));
  }

  private static byte[] extract(byte[] suite, byte[] salt, String label, byte[] input) {
    byte[] key = salt.length == 0 ? new byte[SECRET_BYTES] : salt;
    return hmac(key, join(VERSION, suite, ascii(label), input));
  }

  /* One round of HMAC is enough for all that is ever asked for. */
  private static byte[] expand(byte[] suite, byte[] prk, String label, byte[] info, int length) {
    byte[] labelled = join(uint16(length), VERSION, suite, ascii(label), info);
    return Arrays.copyOf(hmac(prk, join(labelled, new byte[] {1})), length);
  }

  private static byte[] hmac(byte[] key, byte[] message) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(message);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has HmacSHA256", impossible);
    }
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] uint16(int value) {
    return new byte[] {(byte) (value >>> Byte.SIZE), (byte) value};
  }

  static byte[] join(byte[]... parts) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    for (byte[] part : parts) joined.writeBytes(part);
    return joined.toByteArray();
  }
}
