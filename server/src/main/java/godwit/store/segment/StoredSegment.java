package godwit.store.segment;

import io.vertx.core.buffer.Buffer;

/// A run of blocks on its way into the database.
///
/// @param destination the row's id
/// @param ordinal place among the segments that the attempt has for this destination, from 0
/// @param filtered whether a block may have to be left out of a list: see [ListedBlocks]
/// @param hashes SHA-256 of each block, end to end; empty where nobody reads the blocks as they are
/// @param bytes the blocks as they lie on the wire; memory is lent until the write is done
public record StoredSegment(
    int destination, int ordinal, long records, boolean filtered, Buffer hashes, Buffer bytes) {
  /// Headers of the blocks; none of what is sealed, or made anew before anybody sees it.
  Buffer headers() {
    return hashes.length() == 0 ? Buffer.buffer() : ListedBlocks.headers(bytes);
  }

  @Override
  public String toString() {
    return "StoredSegment[destination=" + destination + ", ordinal=" + ordinal + "]";
  }
}
