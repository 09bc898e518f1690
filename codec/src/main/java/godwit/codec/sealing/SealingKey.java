package godwit.codec.sealing;

import godwit.codec.Sha256;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.HexFormat;

/// A key that others seal to: a point of P-256.
///
/// - shape: `04 | x | y`, 65 bytes; its id is the first 8 of their SHA-256
/// - errors: [IllegalArgumentException] for what is no point of the curve
/// - source: docs/protocol.md, "Sealed blocks"
public final class SealingKey {
  /// Bytes of a point.
  public static final int POINT_BYTES = Curve.POINT_BYTES;

  /// Bytes of an id.
  public static final int ID_BYTES = 8;

  /// Numbers of the suite: key encapsulation, key derivation, encryption (RFC 9180, 7).
  public static final int KEM = Hpke.KEM;

  public static final int KDF = Hpke.KDF;
  public static final int AEAD = Hpke.AEAD;

  private final byte[] point;
  private final byte[] id;
  private final PublicKey key;

  private SealingKey(byte[] point) {
    this.key = Curve.publicKey(point);
    this.point = point.clone();
    this.id = Arrays.copyOf(Sha256.of(point), ID_BYTES);
  }

  /// The key of a point.
  public static SealingKey of(byte[] point) {
    return new SealingKey(point);
  }

  /// 65 bytes.
  public byte[] point() {
    return point.clone();
  }

  /// 8 bytes.
  public byte[] id() {
    return id.clone();
  }

  /// The id in 16 lower-case hex digits.
  public String name() {
    return HexFormat.of().formatHex(id);
  }

  boolean isNamed(byte[] bytes, int offset) {
    return Arrays.equals(id, 0, ID_BYTES, bytes, offset, offset + ID_BYTES);
  }

  PublicKey key() {
    return key;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SealingKey same && Arrays.equals(point, same.point);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(point);
  }

  @Override
  public String toString() {
    return name();
  }
}
