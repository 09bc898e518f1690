package godwit.bridge.feed.esphome;

import godwit.codec.Sha256;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPrivateKeySpec;
import java.security.spec.XECPublicKeySpec;
import java.util.Arrays;
import javax.crypto.KeyAgreement;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// One side of a Noise handshake `NNpsk0` over X25519, ChaCha20-Poly1305 and SHA-256.
///
/// - shape: first message `psk, e`, second `e, ee`; each 32 bytes of a public key, then what is
///   encrypted with a tag of 16 bytes
/// - units: keys of 32 bytes
/// - errors: an [IOException] where a message is cut, or made with another key
/// - source: The Noise Protocol Framework, revision 34
final class NoiseHandshake {
  static final int KEY_BYTES = 32;

  private static final byte[] NAME =
      "Noise_NNpsk0_25519_ChaChaPoly_SHA256".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] NOTHING = {};
  private static final byte[] BASE_POINT = new byte[KEY_BYTES];

  static {
    BASE_POINT[0] = 9;
  }

  private final byte[] secret;
  private final byte[] shown;
  private byte[] chaining;
  private byte[] hash;
  private NoiseCipher cipher;

  /// Begins one, on either side.
  ///
  /// @param prologue what both sides know to be the case
  /// @param preShared the key that both hold
  /// @param ephemeral 32 random bytes, used once
  NoiseHandshake(byte[] prologue, byte[] preShared, byte[] ephemeral) throws IOException {
    secret = ephemeral.clone();
    shown = agreed(secret, BASE_POINT);
    hash = Sha256.of(NAME);
    chaining = hash;
    mixHash(prologue);
    byte[][] keys = derive(preShared, 3);
    chaining = keys[0];
    mixHash(keys[1]);
    cipher = new NoiseCipher(keys[2]);
  }

  /// The message of the side that begins.
  byte[] writeFirst(byte[] payload) throws IOException {
    mixShown(shown);
    return message(payload);
  }

  byte[] readFirst(byte[] message) throws IOException {
    mixShown(publicKey(message));
    return payload(message);
  }

  /// The answer to a first message that was read.
  byte[] writeSecond(byte[] first, byte[] payload) throws IOException {
    mixShown(shown);
    mixKey(agreed(secret, publicKey(first)));
    return message(payload);
  }

  byte[] readSecond(byte[] message) throws IOException {
    byte[] other = publicKey(message);
    mixShown(other);
    mixKey(agreed(secret, other));
    return payload(message);
  }

  /// The ciphers of what follows: of the side that began, and of the other.
  Ciphers ciphers() {
    byte[][] keys = derive(NOTHING, 2);
    return new Ciphers(new NoiseCipher(keys[0]), new NoiseCipher(keys[1]));
  }

  /// @param fromFirst for what the side that began sends
  record Ciphers(NoiseCipher fromFirst, NoiseCipher fromSecond) {}

  private byte[] message(byte[] payload) {
    byte[] encrypted = cipher.encrypt(hash, payload);
    mixHash(encrypted);
    return ByteBuffer.allocate(KEY_BYTES + encrypted.length)
        .put(shown)
        .put(encrypted)
        .array();
  }

  private byte[] payload(byte[] message) throws IOException {
    byte[] encrypted = Arrays.copyOfRange(message, KEY_BYTES, message.length);
    byte[] payload = cipher.decrypt(hash, encrypted);
    mixHash(encrypted);
    return payload;
  }

  private static byte[] publicKey(byte[] message) throws IOException {
    if (message.length < KEY_BYTES + NoiseCipher.TAG_BYTES) {
      throw new IOException("a handshake of " + message.length + " bytes is cut");
    }
    return Arrays.copyOf(message, KEY_BYTES);
  }

  /* With a pre-shared key the ephemeral ones go into the keys too. */
  private void mixShown(byte[] key) {
    mixHash(key);
    mixKey(key);
  }

  private void mixHash(byte[] bytes) {
    hash = Sha256.of(hash, bytes);
  }

  private void mixKey(byte[] material) {
    byte[][] keys = derive(material, 2);
    chaining = keys[0];
    cipher = new NoiseCipher(keys[1]);
  }

  /* HKDF of RFC 5869 without info, as Noise uses it. */
  private byte[][] derive(byte[] material, int count) {
    byte[] extracted = hmac(chaining, material);
    byte[][] keys = new byte[count][];
    byte[] before = NOTHING;
    for (int index = 0; index < count; index++) {
      before = hmac(
          extracted,
          ByteBuffer.allocate(before.length + 1)
              .put(before)
              .put((byte) (index + 1))
              .array());
      keys[index] = before;
    }
    return keys;
  }

  private static byte[] agreed(byte[] secret, byte[] other) throws IOException {
    try {
      KeyFactory keys = KeyFactory.getInstance("X25519");
      PrivateKey own =
          keys.generatePrivate(new XECPrivateKeySpec(NamedParameterSpec.X25519, secret));
      PublicKey theirs =
          keys.generatePublic(new XECPublicKeySpec(NamedParameterSpec.X25519, littleEndian(other)));
      KeyAgreement agreement = KeyAgreement.getInstance("X25519");
      agreement.init(own);
      agreement.doPhase(theirs, true);
      return agreement.generateSecret();
    } catch (GeneralSecurityException e) {
      throw new IOException("the other side's key is none", e);
    }
  }

  private static BigInteger littleEndian(byte[] key) {
    byte[] turned = new byte[key.length];
    for (int index = 0; index < key.length; index++) turned[key.length - 1 - index] = key[index];
    turned[0] &= 0x7F;
    return new BigInteger(1, turned);
  }

  private static byte[] hmac(byte[] key, byte[] bytes) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HMAC-SHA256", e);
    }
  }
}
