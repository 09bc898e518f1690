package godwit.trust;

import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;

/// The one elliptic curve of keys and certificates between authorities.
///
/// - source: NIST SP 800-186, P-256; the same as secp256r1 and prime256v1
public final class P256 {
  private static final ECParameterSpec CURVE = curve();

  private P256() {}

  /// Whether a key is a point of this curve.
  public static boolean isOn(PublicKey key) {
    return key instanceof ECPublicKey point && isOn(point.getParams());
  }

  /// Whether a key belongs to a point of this curve.
  public static boolean isOn(PrivateKey key) {
    return key instanceof ECPrivateKey number && isOn(number.getParams());
  }

  private static boolean isOn(ECParameterSpec parameters) {
    return parameters.getCurve().equals(CURVE.getCurve())
        && parameters.getGenerator().equals(CURVE.getGenerator())
        && parameters.getOrder().equals(CURVE.getOrder());
  }

  /// Whether what one key signs, the other verifies.
  public static boolean isPair(PublicKey publicKey, PrivateKey privateKey) {
    try {
      var signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(privateKey);
      byte[] signed = signature.sign();
      signature.initVerify(publicKey);
      return signature.verify(signed);
    } catch (GeneralSecurityException otherKinds) {
      return false;
    }
  }

  private static ECParameterSpec curve() {
    try {
      var parameters = AlgorithmParameters.getInstance("EC");
      parameters.init(new ECGenParameterSpec("secp256r1"));
      return parameters.getParameterSpec(ECParameterSpec.class);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("this JDK has no P-256", impossible);
    }
  }
}
