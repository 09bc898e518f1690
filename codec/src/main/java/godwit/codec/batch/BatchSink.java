package godwit.codec.batch;

/// What a [BatchDecoder] tells while it reads, in the order of the bytes.
///
/// Any exception that a method throws ends the decoding and comes out of the decoder unchanged.
public interface BatchSink {
  /// The batch's preamble; comes first.
  void preamble(Preamble preamble);

  /// Whether the sink has the memory that the next block needs; asked again later if not.
  default boolean isReady(int index, BlockHeader header) {
    return true;
  }

  /// The SHA-256 of the block that comes next.
  default void hashed(byte[] hash) {}

  /// A whole block that lies at `offset` and is framed well; false leaves it out of the segments.
  ///
  /// @param index the block's index in the batch, from 0
  boolean block(int index, BlockHeader header, byte[] bytes, int offset);

  /// What is kept of the block that [#block] was just told of: all of it, unless the sink has put a
  /// shorter one in its place, see [RecordCut].
  default BlockHeader kept(BlockHeader header) {
    return header;
  }

  /// Kept blocks that are complete. The piece is the sink's from here on.
  void segment(Segment segment);

  /// The end block, its total and digest proven. Segments of all kept blocks came before.
  ///
  /// Bytes that come after it still refuse the batch: wait for [BatchDecoder#end()] to return.
  void end(EndBlock end, byte[] digest);
}
