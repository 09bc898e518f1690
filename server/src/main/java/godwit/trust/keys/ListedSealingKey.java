package godwit.trust.keys;

import godwit.codec.Sha256;
import godwit.codec.payload.RoutingCode;
import godwit.codec.sealing.SealingKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;

/// A key to seal to, as the authority that holds it lists it, or a hub in its place.
///
/// - shape: signed is the SHA-256 of ASCII `HIX1 sealing key`, then its fields: kind byte (0
/// nation,
///   1 custom), routing code, point, `notAfter` as int64
/// - units: seconds since 1970-01-01T00:00Z
/// - errors: [IllegalArgumentException] for what is no id, or no signature, by its length
/// - source: docs/protocol.md, "Sealing keys"
///
/// Whoever shows it is not believed: it counts where a signing key of the authority verifies it.
public final class ListedSealingKey {
  private static final byte[] PURPOSE = "HIX1 sealing key".getBytes(StandardCharsets.US_ASCII);
  private static final int FIELD_BYTES =
      Byte.BYTES + Integer.BYTES + SealingKey.POINT_BYTES + Long.BYTES;
  private static final int ID_BYTES = 32;

  private final SealingKey key;
  private final Instant notAfter;
  private final byte[] signer;
  private final byte[] signature;

  /// @param notAfter until when it may be sealed to, in whole seconds
  /// @param signer id of the signing key, 32 bytes
  /// @param signature r, then s
  public ListedSealingKey(SealingKey key, Instant notAfter, byte[] signer, byte[] signature) {
    if (signer.length != ID_BYTES || signature.length != Ecdsa.SIGNATURE_BYTES) {
      throw new IllegalArgumentException(signer.length + " and " + signature.length + " bytes");
    }
    this.key = key;
    this.notAfter = Instant.ofEpochSecond(notAfter.getEpochSecond());
    this.signer = signer.clone();
    this.signature = signature.clone();
  }

  static ListedSealingKey signed(RoutingCode authority, OwnSealingKey own, SigningKey signer) {
    byte[] digest = digest(authority, own.key().shown(), own.notAfter());
    return new ListedSealingKey(
        own.key().shown(), own.notAfter(), signer.shown().id(), signer.sign(digest));
  }

  public SealingKey key() {
    return key;
  }

  public Instant notAfter() {
    return notAfter;
  }

  /// 32 bytes.
  public byte[] signer() {
    return signer.clone();
  }

  /// 64 bytes.
  public byte[] signature() {
    return signature.clone();
  }

  /// Whether it may be sealed to at a time: it is not over, and one of these keys, which counts at
  /// that time, has signed it for the authority.
  public boolean counts(RoutingCode authority, Collection<VerifyingKey> signing, Instant now) {
    if (now.isAfter(notAfter)) return false;
    return signing.stream()
        .filter(each -> each.isNamed(signer) && each.covers(now))
        .anyMatch(each -> each.verifies(digest(authority, key, notAfter), signature));
  }

  /// Its signed fields, then the signature.
  public byte[] octets(RoutingCode authority) {
    byte[] fields = fields(authority, key, notAfter);
    byte[] octets = Arrays.copyOf(fields, fields.length + signature.length);
    System.arraycopy(signature, 0, octets, fields.length, signature.length);
    return octets;
  }

  private static byte[] fields(RoutingCode authority, SealingKey key, Instant notAfter) {
    return ByteBuffer.allocate(FIELD_BYTES)
        .put((byte) (authority.custom() ? 1 : 0))
        .putInt(authority.code())
        .put(key.point())
        .putLong(notAfter.getEpochSecond())
        .array();
  }

  private static byte[] digest(RoutingCode authority, SealingKey key, Instant notAfter) {
    return Sha256.of(PURPOSE, fields(authority, key, notAfter));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ListedSealingKey same
        && key.equals(same.key)
        && notAfter.equals(same.notAfter)
        && Arrays.equals(signer, same.signer)
        && Arrays.equals(signature, same.signature);
  }

  @Override
  public int hashCode() {
    return key.hashCode();
  }

  @Override
  public String toString() {
    return key + " until " + notAfter + ", signed by " + HexFormat.of().formatHex(signer);
  }
}
