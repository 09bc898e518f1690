package godwit.codec.batch;

/// A run of kept blocks, byte for byte, in the piece they were read into.
///
/// Whoever is given one gives its piece back once the bytes are written elsewhere.
///
/// @param piece the memory that holds the run
/// @param offset where the run begins in the piece
/// @param length bytes of the run
/// @param records records of all its blocks
/// @param hashes the SHA-256 of each block, end to end
public record Segment(byte[] piece, int offset, int length, long records, byte[] hashes) {
  /// Blocks in the run.
  public int blocks() {
    return hashes.length / Digest.BYTES;
  }

  @Override
  public String toString() {
    return "Segment[length=" + length + ", records=" + records + "]";
  }
}
