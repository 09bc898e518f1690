package godwit.codec.batch;

import static godwit.codec.batch.BatchLayout.PREAMBLE_BYTES;

import godwit.codec.Sha256;
import java.security.MessageDigest;

/// The digest of a batch, built block by block.
///
/// - shape: SHA-256 over the preamble with hops taken as 0, then the SHA-256 of each block
/// - units: 32 bytes each
/// - errors: none
/// - source: docs/protocol.md, "Digest"
///
/// Who rejects or forgets a block keeps its 32 bytes and can still prove the rest.
public final class Digest {
  /// Bytes of a digest, and of a block's hash.
  public static final int BYTES = 32;

  private final MessageDigest outer = Sha256.begin();
  private final MessageDigest inner = Sha256.begin();

  /// Begins with the preamble of the batch.
  public Digest(Preamble preamble) {
    byte[] bytes = preamble.withHops(0).bytes();
    outer.update(bytes, 0, PREAMBLE_BYTES);
  }

  /// Adds the block that lies at `offset`, and gives its hash.
  public byte[] block(byte[] bytes, int offset, int length) {
    inner.update(bytes, offset, length);
    byte[] hash = inner.digest();
    outer.update(hash);
    return hash;
  }

  /// Adds the hashes of blocks that were hashed before, end to end.
  public void hashes(byte[] hashes, int offset, int length) {
    outer.update(hashes, offset, length);
  }

  /// The digest of all that was added. Nothing can be added after it.
  public byte[] finish() {
    return outer.digest();
  }

  /// The hash of one block that lies whole at `offset`.
  public static byte[] hash(byte[] block, int offset, int length) {
    MessageDigest sha256 = Sha256.begin();
    sha256.update(block, offset, length);
    return sha256.digest();
  }
}
