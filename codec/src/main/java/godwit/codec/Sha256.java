package godwit.codec;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// SHA-256, which every JDK has.
///
/// - shape: 32 bytes
/// - source: FIPS 180-4
public final class Sha256 {
  private Sha256() {}

  /// Of bytes that are added one after the other.
  public static MessageDigest begin() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }

  /// Of the parts, end to end.
  public static byte[] of(byte[]... parts) {
    MessageDigest digest = begin();
    for (byte[] part : parts) digest.update(part);
    return digest.digest();
  }
}
