package godwit.codec.sealing;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.InvalidKeySpecException;
import java.util.Arrays;
import javax.crypto.KeyAgreement;

/// P-256 as the JDK has it.
///
/// - shape: a point is `04 | x | y`, 65 bytes; a secret is a number of 32 bytes
/// - errors: [IllegalArgumentException] for what is no point of the curve, or no key
/// - source: SEC 1, 2.3; RFC 9180, 7.1.4 has every point looked at
final class Curve {
  static final int POINT_BYTES = 65;
  static final int NUMBER_BYTES = 32;

  private static final String NAME = "secp256r1";
  private static final ECParameterSpec SPEC = spec();
  private static final BigInteger PRIME = ((ECFieldFp) SPEC.getCurve().getField()).getP();

  private Curve() {}

  /// A new secret and its point.
  record Pair(PrivateKey secret, byte[] point) {}

  static Pair make(SecureRandom random) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec(NAME), random);
      var made = generator.generateKeyPair();
      return new Pair(made.getPrivate(), encoded(((ECPublicKey) made.getPublic()).getW()));
    } catch (GeneralSecurityException impossible) {
      throw missing(impossible);
    }
  }

  static PublicKey publicKey(byte[] point) {
    if (point.length != POINT_BYTES || point[0] != 4) {
      throw new IllegalArgumentException("not an uncompressed point: length=" + point.length);
    }
    BigInteger x = new BigInteger(1, Arrays.copyOfRange(point, 1, 1 + NUMBER_BYTES));
    BigInteger y = new BigInteger(1, Arrays.copyOfRange(point, 1 + NUMBER_BYTES, POINT_BYTES));
    BigInteger right = x.pow(3)
        .add(SPEC.getCurve().getA().multiply(x))
        .add(SPEC.getCurve().getB())
        .mod(PRIME);
    boolean on = x.compareTo(PRIME) < 0
        && y.compareTo(PRIME) < 0
        && y.modPow(BigInteger.TWO, PRIME).equals(right);
    if (!on) throw new IllegalArgumentException("not a point of the curve");
    try {
      return KeyFactory.getInstance("EC")
          .generatePublic(new ECPublicKeySpec(new ECPoint(x, y), SPEC));
    } catch (InvalidKeySpecException none) {
      throw new IllegalArgumentException("not a point of the curve", none);
    } catch (GeneralSecurityException impossible) {
      throw missing(impossible);
    }
  }

  static PrivateKey privateKey(BigInteger secret) {
    if (secret.signum() <= 0 || secret.compareTo(SPEC.getOrder()) >= 0) {
      throw new IllegalArgumentException("not a number below the curve's order");
    }
    try {
      return KeyFactory.getInstance("EC").generatePrivate(new ECPrivateKeySpec(secret, SPEC));
    } catch (GeneralSecurityException impossible) {
      throw missing(impossible);
    }
  }

  /// What a secret and a point have in common: the x of their product, 32 bytes.
  static byte[] agree(PrivateKey secret, PublicKey point) {
    try {
      KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
      agreement.init(secret);
      agreement.doPhase(point, true);
      return agreement.generateSecret();
    } catch (GeneralSecurityException impossible) {
      throw missing(impossible);
    }
  }

  private static byte[] encoded(ECPoint point) {
    byte[] bytes = new byte[POINT_BYTES];
    bytes[0] = 4;
    put(point.getAffineX(), bytes, 1);
    put(point.getAffineY(), bytes, 1 + NUMBER_BYTES);
    return bytes;
  }

  /* A number's own bytes may have one of sign in front, or be fewer. */
  private static void put(BigInteger number, byte[] target, int at) {
    byte[] own = number.toByteArray();
    int length = Math.min(own.length, NUMBER_BYTES);
    System.arraycopy(own, own.length - length, target, at + NUMBER_BYTES - length, length);
  }

  private static ECParameterSpec spec() {
    try {
      AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
      parameters.init(new ECGenParameterSpec(NAME));
      return parameters.getParameterSpec(ECParameterSpec.class);
    } catch (GeneralSecurityException impossible) {
      throw missing(impossible);
    }
  }

  private static IllegalStateException missing(GeneralSecurityException cause) {
    return new IllegalStateException("every JDK has P-256", cause);
  }
}
