package godwit.codec.keys;

import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/// The bytes of a key: copied in and out, compared in a time that depends on their length alone,
/// and never shown.
public final class Secret {
  private final byte[] bytes;

  private Secret(byte[] bytes) {
    this.bytes = bytes;
  }

  public static Secret copyOf(byte[] source) {
    if (source.length == 0) throw new IllegalArgumentException("a secret without bytes");
    return new Secret(source.clone());
  }

  public int length() {
    return bytes.length;
  }

  public byte[] toArray() {
    return bytes.clone();
  }

  /// This secret, if it is so long; for constructors.
  ///
  /// @throws IllegalArgumentException if it is not, which shows lengths alone
  Secret ofLength(int expected) {
    if (bytes.length != expected) {
      throw new IllegalArgumentException("keyBytes=" + bytes.length + " expected=" + expected);
    }
    return this;
  }

  /// What the JDK's algorithms take.
  SecretKey key(String algorithm) {
    return new SecretKeySpec(bytes, algorithm);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret that && MessageDigest.isEqual(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return bytes.length + " secret bytes";
  }
}
