package godwit.trust.keys;

import java.math.BigInteger;
import java.util.Arrays;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.bouncycastle.util.BigIntegers;

/// ECDSA on P-256 over a digest of 32 bytes.
///
/// - shape: a signature is `r | s`, 32 bytes each; a point is `04 | x | y`, 65 bytes
/// - errors: a signature of another form does not verify
/// - source: FIPS 186-5; the nonce is RFC 6979's, so that no bad source of randomness leaks a key
/*
 * Bouncy Castle's lightweight signer takes 72 µs for each of the two, the JDK's 130 to sign and 390
 * to verify (docs/performance.md), so that an event loop does it where it stands.
 */
final class Ecdsa {
  static final int SIGNATURE_BYTES = 64;
  static final int POINT_BYTES = 65;

  private static final int HALF = SIGNATURE_BYTES / 2;
  private static final X9ECParameters CURVE = CustomNamedCurves.getByName("secp256r1");
  private static final ECDomainParameters DOMAIN = new ECDomainParameters(CURVE);

  private Ecdsa() {}

  /// Whether a number is a key: below the curve's order, and not 0.
  static boolean isSecret(BigInteger number) {
    return number.signum() > 0 && number.compareTo(DOMAIN.getN()) < 0;
  }

  /// The key of a number.
  ///
  /// @throws IllegalArgumentException if it is not below the curve's order
  static ECPrivateKeyParameters privateKey(BigInteger secret) {
    return new ECPrivateKeyParameters(secret, DOMAIN);
  }

  /// The key of a point.
  ///
  /// @throws IllegalArgumentException if the curve has no such point
  static ECPublicKeyParameters publicKey(byte[] point) {
    if (point.length != POINT_BYTES || point[0] != 4) {
      throw new IllegalArgumentException("length=" + point.length);
    }
    return new ECPublicKeyParameters(CURVE.getCurve().decodePoint(point), DOMAIN);
  }

  /// The point that belongs to a key.
  static byte[] point(ECPrivateKeyParameters key) {
    ECPoint point = new FixedPointCombMultiplier().multiply(DOMAIN.getG(), key.getD());
    return point.getEncoded(false);
  }

  static byte[] sign(ECPrivateKeyParameters key, byte[] digest) {
    var signer = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
    signer.init(true, key);
    BigInteger[] pair = signer.generateSignature(digest);
    byte[] signature = new byte[SIGNATURE_BYTES];
    BigIntegers.asUnsignedByteArray(pair[0], signature, 0, HALF);
    BigIntegers.asUnsignedByteArray(pair[1], signature, HALF, HALF);
    return signature;
  }

  static boolean verify(ECPublicKeyParameters key, byte[] digest, byte[] signature) {
    if (signature.length != SIGNATURE_BYTES) return false;
    var verifier = new ECDSASigner();
    verifier.init(false, key);
    return verifier.verifySignature(
        digest,
        new BigInteger(1, Arrays.copyOf(signature, HALF)),
        new BigInteger(1, Arrays.copyOfRange(signature, HALF, SIGNATURE_BYTES)));
  }
}
