package godwit.codec.batch;

import static godwit.codec.batch.BatchLayout.END_ALGORITHM;
import static godwit.codec.batch.BatchLayout.END_DIGEST;
import static godwit.codec.batch.BatchLayout.END_KEY_ID;
import static godwit.codec.batch.BatchLayout.END_SIGNATURE;
import static godwit.codec.batch.BatchLayout.END_SIGNED_BYTES;
import static godwit.codec.batch.BatchLayout.END_TOTAL;
import static godwit.codec.batch.BatchLayout.END_UNSIGNED_BYTES;
import static godwit.codec.batch.BatchLayout.HEADER_BYTES;
import static godwit.codec.batch.BatchLayout.KIND_END;

import godwit.codec.BigEndian;
import java.util.Arrays;
import java.util.Optional;

/// The last block: how many records there were, their digest, and perhaps its signature.
///
/// - shape: `u64 total | 32 digest | u8 algorithm`, and for algorithm 1 `32 key id | 64 r, s`
/// - units: total counts the records of all blocks
/// - errors: `bad-length`, `bad-block`, and from the decoder `bad-total`, `bad-digest`
/// - source: docs/protocol.md, "End block"
public record EndBlock(long total, byte[] digest, Optional<Signature> signature) {
  /// An ECDSA P-256 signature of the digest.
  ///
  /// @param keyId SHA-256 of the signing key's SubjectPublicKeyInfo
  /// @param value r, then s, 32 bytes each
  public record Signature(byte[] keyId, byte[] value) {}

  private static final int ECDSA_P256 = 1;

  static EndBlock read(byte[] bytes, int body, int length) {
    byte[] digest = Arrays.copyOfRange(bytes, body + END_DIGEST, body + END_ALGORITHM);
    Optional<Signature> signature = length == END_UNSIGNED_BYTES
        ? Optional.empty()
        : Optional.of(new Signature(
            Arrays.copyOfRange(bytes, body + END_KEY_ID, body + END_SIGNATURE),
            Arrays.copyOfRange(bytes, body + END_SIGNATURE, body + END_SIGNED_BYTES)));
    return new EndBlock(BigEndian.int64(bytes, body + END_TOTAL), digest, signature);
  }

  /// The whole block, header and CRC included.
  public byte[] bytes() {
    int length = signature.isPresent() ? END_SIGNED_BYTES : END_UNSIGNED_BYTES;
    byte[] bytes = new byte[HEADER_BYTES + length];
    int body = HEADER_BYTES;
    BigEndian.put64(bytes, body + END_TOTAL, total);
    System.arraycopy(digest, 0, bytes, body + END_DIGEST, Digest.BYTES);
    signature.ifPresent(signed -> {
      BigEndian.put8(bytes, body + END_ALGORITHM, ECDSA_P256);
      System.arraycopy(signed.keyId(), 0, bytes, body + END_KEY_ID, Digest.BYTES);
      System.arraycopy(
          signed.value(), 0, bytes, body + END_SIGNATURE, END_SIGNED_BYTES - END_SIGNATURE);
    });
    new BlockHeader(KIND_END, 0, 0, 0, 0, 0, 0, 0, length, 0).seal(bytes, 0);
    return bytes;
  }
}
