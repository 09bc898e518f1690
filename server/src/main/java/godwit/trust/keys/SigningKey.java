package godwit.trust.keys;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Instant;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;

/// A key that this authority signs with. Its text never shows the secret.
public final class SigningKey {
  private static final int SECRET_BITS = 256;

  private final ECPrivateKeyParameters secret;
  private final VerifyingKey shown;

  private SigningKey(ECPrivateKeyParameters secret, Instant notBefore, Instant notAfter) {
    this.secret = secret;
    this.shown = VerifyingKey.ofPoint(Ecdsa.point(secret), notBefore, notAfter);
  }

  /// A new one.
  public static SigningKey make(SecureRandom random, Instant notBefore, Instant notAfter) {
    BigInteger secret = BigInteger.ZERO;
    while (!Ecdsa.isSecret(secret)) secret = new BigInteger(SECRET_BITS, random);
    return of(secret, notBefore, notAfter);
  }

  /// @throws IllegalArgumentException for a number that is no key of the curve
  static SigningKey of(BigInteger secret, Instant notBefore, Instant notAfter) {
    return new SigningKey(Ecdsa.privateKey(secret), notBefore, notAfter);
  }

  /// What others verify by.
  public VerifyingKey shown() {
    return shown;
  }

  /// Signs a digest of 32 bytes.
  ///
  /// @return r, then s
  public byte[] sign(byte[] digest) {
    return Ecdsa.sign(secret, digest);
  }

  BigInteger secret() {
    return secret.getD();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SigningKey key && shown.equals(key.shown);
  }

  @Override
  public int hashCode() {
    return shown.hashCode();
  }

  @Override
  public String toString() {
    return shown.toString();
  }
}
