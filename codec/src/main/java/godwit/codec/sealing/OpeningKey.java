package godwit.codec.sealing;

import java.math.BigInteger;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.interfaces.ECPrivateKey;
import java.util.Arrays;

/// The secret half of a [SealingKey]: what was sealed to it is opened with this. Its text never
/// shows the secret.
public final class OpeningKey {
  private final PrivateKey secret;
  private final SealingKey shown;

  private OpeningKey(PrivateKey secret, SealingKey shown) {
    this.secret = secret;
    this.shown = shown;
  }

  /// A new one.
  public static OpeningKey make(SecureRandom random) {
    Curve.Pair made = Curve.make(random);
    return new OpeningKey(made.secret(), SealingKey.of(made.point()));
  }

  /// The key of a number and its point, which are not compared: [#isWhole] does.
  ///
  /// @throws IllegalArgumentException for what is no number, or no point, of the curve
  public static OpeningKey of(BigInteger secret, byte[] point) {
    return new OpeningKey(Curve.privateKey(secret), SealingKey.of(point));
  }

  /// Whether secret and point belong together.
  public boolean isWhole() {
    OpeningKey other = make(new SecureRandom());
    byte[] here = Curve.agree(secret, other.shown.key());
    return Arrays.equals(here, Curve.agree(other.secret, shown.key()));
  }

  /// What others seal to.
  public SealingKey shown() {
    return shown;
  }

  /// The number, for whoever writes it to a file.
  public BigInteger secret() {
    return ((ECPrivateKey) secret).getS();
  }

  PrivateKey key() {
    return secret;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof OpeningKey same && shown.equals(same.shown);
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
