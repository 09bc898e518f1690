package godwit.domain.home;

import godwit.codec.keys.Secret;
import godwit.codec.payload.Bytes;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The one secret of a national system, from which all others follow.
///
/// - shape: HMAC-SHA256(key, purpose, 0, what it is for), cut to the length that is wanted
/// - units: the key has 32 bytes; at most 32 come out
/// - errors: [IllegalArgumentException] for a key of another length
/// - source: our own; HMAC-SHA-256 (RFC 2104) as a pseudo-random function
///
/// Whoever has the database and not this key can neither tell whose a token is nor make one.
public final class HomeKey {
  /// Bytes of the key, and at most of what follows from it.
  public static final int BYTES = 32;

  private static final String HMAC = "HmacSHA256";

  private final SecretKeySpec key;

  public HomeKey(Secret key) {
    if (key.length() != BYTES) throw new IllegalArgumentException("keyBytes=" + key.length());
    this.key = new SecretKeySpec(key.toArray(), HMAC);
  }

  /// What follows from the key for a purpose.
  ///
  /// @param parts what it is for, end to end: of one length for one purpose
  byte[] derive(String purpose, int length, byte[]... parts) {
    Mac mac = mac();
    mac.update(purpose.getBytes(StandardCharsets.US_ASCII));
    mac.update((byte) 0);
    for (byte[] part : parts) mac.update(part);
    return Arrays.copyOf(mac.doFinal(), length);
  }

  Bytes bytes(String purpose, int length, byte[]... parts) {
    return Bytes.copyOf(derive(purpose, length, parts));
  }

  Secret secret(String purpose, int length, byte[]... parts) {
    return Secret.copyOf(derive(purpose, length, parts));
  }

  private Mac mac() {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(key);
      return mac;
    } catch (GeneralSecurityException absent) {
      throw new IllegalStateException("every JDK has " + HMAC, absent);
    }
  }

  @Override
  public String toString() {
    return "key of a national system";
  }
}
