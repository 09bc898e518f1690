package godwit.codec.keys;

import godwit.codec.BigEndian;
import godwit.codec.payload.Bytes;
import godwit.codec.payload.Payload;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/// The key of an authority that issues BlueTrace's temporary ids, as OpenTrace does.
///
/// - shape: `29 ciphertext | 16 IV | 16 tag`, 61 bytes, AES-256-GCM over
///   `21 user id | i32 start | i32 expiry`, big-endian; on the air as base64
/// - units: Unix seconds
/// - errors: none but empty results; [IllegalArgumentException] for a key or IV of another length
/// - source: OpenTrace cloud functions e9e801c; the algorithm is the white paper's
///
/// Other deployments have other ids (COVIDSafe, TraceTogether), which this does not open.
public record BlueTraceKey(Secret key) {
  /// Bytes of a key.
  public static final int BYTES = 32;

  /// Bytes of a sealed id.
  public static final int SEALED_BYTES = 61;

  /// Bytes of an initialisation vector, which is longer than the usual 12.
  public static final int IV_BYTES = 16;

  private static final int TAG_BYTES = 16;
  private static final int PLAIN_BYTES = BlueTraceId.USER_BYTES + 2 * Integer.BYTES;
  private static final int START_OFFSET = BlueTraceId.USER_BYTES;
  private static final int EXPIRY_OFFSET = START_OFFSET + Integer.BYTES;

  public BlueTraceKey {
    key.ofLength(BYTES);
  }

  /// Opens a payload's id; empty if this key did not seal it, if a bit of its 61 bytes was changed,
  /// or if it is not of OpenTrace's form.
  public Optional<BlueTraceId> open(Payload.BlueTrace payload) {
    return payload.id().utf8().flatMap(BlueTraceKey::decoded).flatMap(this::open);
  }

  /// Opens the bytes of a sealed id; empty as above.
  public Optional<BlueTraceId> open(Bytes sealed) {
    if (sealed.length() != SEALED_BYTES) return Optional.empty();
    byte[] bytes = sealed.toArray();
    byte[] iv = Arrays.copyOfRange(bytes, PLAIN_BYTES, PLAIN_BYTES + IV_BYTES);
    Cipher cipher = cipher(Cipher.DECRYPT_MODE, iv);
    try {
      cipher.update(bytes, 0, PLAIN_BYTES);
      byte[] plain = cipher.doFinal(bytes, PLAIN_BYTES + IV_BYTES, TAG_BYTES);
      return Optional.of(new BlueTraceId(
          Bytes.copyOf(plain, 0, BlueTraceId.USER_BYTES),
          BigEndian.int32(plain, START_OFFSET),
          BigEndian.int32(plain, EXPIRY_OFFSET)));
    } catch (AEADBadTagException _) {
      return Optional.empty();
    } catch (GeneralSecurityException wrong) {
      throw Primitives.broken(wrong);
    }
  }

  /// Seals an id.
  ///
  /// @param iv random, and never used twice under one key: that would give the key's secrets away
  public Bytes seal(BlueTraceId id, Bytes iv) {
    if (iv.length() != IV_BYTES) throw new IllegalArgumentException("ivBytes=" + iv.length());
    byte[] plain = Arrays.copyOf(id.userId().toArray(), PLAIN_BYTES);
    BigEndian.put32(plain, START_OFFSET, id.startSeconds());
    BigEndian.put32(plain, EXPIRY_OFFSET, id.expirySeconds());
    byte[] output = Primitives.finish(cipher(Cipher.ENCRYPT_MODE, iv.toArray()), plain);
    byte[] sealed = Arrays.copyOf(output, SEALED_BYTES);
    System.arraycopy(iv.toArray(), 0, sealed, PLAIN_BYTES, IV_BYTES);
    System.arraycopy(output, PLAIN_BYTES, sealed, PLAIN_BYTES + IV_BYTES, TAG_BYTES);
    return Bytes.copyOf(sealed);
  }

  private Cipher cipher(int mode, byte[] iv) {
    Cipher cipher = Primitives.authenticated();
    Primitives.init(cipher, mode, key, new GCMParameterSpec(TAG_BYTES * Byte.SIZE, iv));
    return cipher;
  }

  private static Optional<Bytes> decoded(String base64) {
    try {
      return Optional.of(Bytes.copyOf(Base64.getDecoder().decode(base64)));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }
}
