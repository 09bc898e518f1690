package godwit.trust.keys;

import godwit.codec.Sha256;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;

/// The public half of a key that an authority signs with.
///
/// - shape: a SubjectPublicKeyInfo of P-256 with an uncompressed point, 91 bytes; its id is the
///   SHA-256 of these
/// - units: it counts for what was made from `notBefore` to `notAfter`
/// - errors: [IllegalArgumentException] for any other key
/// - source: RFC 5480; docs/protocol.md, "Signing keys"
public final class VerifyingKey {
  /// The longest that a key made elsewhere, without an end, is said to count.
  public static final Instant NO_END = Instant.parse("9999-12-31T23:59:59Z");

  private static final byte[] PREFIX =
      HexFormat.of().parseHex("3059301306072a8648ce3d020106082a8648ce3d030107034200");
  /* By which a clock that makes a batch may be behind the one that made the key. */
  private static final Duration CLOCKS_DIFFER = Duration.ofDays(1);

  private final byte[] spki;
  private final byte[] id;
  private final Instant notBefore;
  private final Instant notAfter;
  private final ECPublicKeyParameters point;

  private VerifyingKey(byte[] spki, Instant notBefore, Instant notAfter) {
    this.spki = spki;
    this.id = Sha256.of(spki);
    this.notBefore = notBefore;
    this.notAfter = notAfter;
    this.point = Ecdsa.publicKey(Arrays.copyOfRange(spki, PREFIX.length, spki.length));
  }

  /// The key of a SubjectPublicKeyInfo.
  public static VerifyingKey of(byte[] spki, Instant notBefore, Instant notAfter) {
    boolean sound = spki.length == PREFIX.length + Ecdsa.POINT_BYTES
        && Arrays.equals(spki, 0, PREFIX.length, PREFIX, 0, PREFIX.length);
    if (!sound) throw new IllegalArgumentException("not a key on P-256 with its whole point");
    return new VerifyingKey(spki.clone(), notBefore, notAfter);
  }

  /// The key of a point, 65 bytes.
  static VerifyingKey ofPoint(byte[] point, Instant notBefore, Instant notAfter) {
    byte[] spki = Arrays.copyOf(PREFIX, PREFIX.length + point.length);
    System.arraycopy(point, 0, spki, PREFIX.length, point.length);
    return of(spki, notBefore, notAfter);
  }

  /// 32 bytes.
  public byte[] id() {
    return id.clone();
  }

  /// The same in 64 lower-case hex digits.
  public String name() {
    return HexFormat.of().formatHex(id);
  }

  public byte[] spki() {
    return spki.clone();
  }

  public Instant notBefore() {
    return notBefore;
  }

  public Instant notAfter() {
    return notAfter;
  }

  public boolean isNamed(byte[] wanted) {
    return Arrays.equals(id, wanted);
  }

  /// Whether it counts for what was made at a time.
  public boolean covers(Instant made) {
    return !made.isBefore(notBefore.minus(CLOCKS_DIFFER)) && !made.isAfter(notAfter);
  }

  /// Whether a signature is this key's of a digest.
  ///
  /// @param digest 32 bytes
  /// @param signature r, then s
  public boolean verifies(byte[] digest, byte[] signature) {
    return Ecdsa.verify(point, digest, signature);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof VerifyingKey key
        && Arrays.equals(spki, key.spki)
        && notBefore.equals(key.notBefore)
        && notAfter.equals(key.notAfter);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(id);
  }

  @Override
  public String toString() {
    return name();
  }
}
