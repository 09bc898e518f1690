package godwit.codec.sealing;

import godwit.codec.batch.BatchDecoder;
import godwit.codec.batch.BatchLayout;
import godwit.codec.batch.BatchSink;
import godwit.codec.batch.BatchWriter;
import godwit.codec.batch.BlockHeader;
import godwit.codec.batch.EndBlock;
import godwit.codec.batch.Pieces;
import godwit.codec.batch.Preamble;
import godwit.codec.batch.Segment;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Batches taken apart and put together, for the tests of sealing.
final class SealedBatches {
  private SealedBatches() {}

  /// A batch's preamble and blocks, without its end block.
  record Parts(Preamble preamble, List<byte[]> blocks) {
    byte[] joined() {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      blocks.forEach(out::writeBytes);
      return out.toByteArray();
    }
  }

  /// What a batch says, if it is framed well.
  static Parts parts(byte[] batch) {
    List<byte[]> blocks = new ArrayList<>();
    List<Preamble> preambles = new ArrayList<>();
    BatchDecoder decoder = new BatchDecoder(
        new BatchSink() {
          @Override
          public void preamble(Preamble preamble) {
            preambles.add(preamble);
          }

          @Override
          public boolean block(int index, BlockHeader header, byte[] bytes, int offset) {
            blocks.add(Arrays.copyOfRange(bytes, offset, offset + header.blockBytes()));
            return false;
          }

          @Override
          public void segment(Segment segment) {}

          @Override
          public void end(EndBlock end, byte[] digest) {}
        },
        Pieces.unbounded());
    decoder.feed(batch, 0, batch.length);
    decoder.end();
    return new Parts(preambles.getFirst(), blocks);
  }

  static byte[] whole(Preamble preamble, List<byte[]> blocks) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      BatchWriter writer = new BatchWriter(preamble, out);
      for (byte[] block : blocks) writer.block(block);
      writer.finish();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return out.toByteArray();
  }

  /// The sealed form of blocks.
  static List<byte[]> sealed(Parts plain, SealingKey receiver, SealingContext context) {
    List<byte[]> sealed = new ArrayList<>();
    BlockSealer sealer = new BlockSealer(plain.preamble(), receiver, context, sealed::add);
    sealer.addAll(plain.joined());
    sealer.finish();
    return sealed;
  }

  /// What each block opens to; nothing where it does not.
  static List<Optional<byte[]>> opened(Preamble preamble, List<byte[]> blocks, OpeningKey key) {
    BlockOpener opener = new BlockOpener(preamble, List.of(key));
    List<Optional<byte[]>> opened = new ArrayList<>();
    for (byte[] block : blocks) {
      int index = opened.size();
      BlockHeader header = BlockHeader.read(block, 0);
      byte[] to = new byte[BlockOpener.openedBytes(index, header)];
      boolean open = opener.open(index, header, block, 0, to, 0) == BlockOpener.Outcome.OPENED;
      opened.add(open ? Optional.of(to) : Optional.empty());
    }
    return opened;
  }

  /// A block with one bit changed, and a checksum that fits again.
  static byte[] flipped(byte[] block, int bit) {
    byte[] changed = block.clone();
    changed[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
    int body = changed.length - BatchLayout.HEADER_BYTES;
    BlockHeader read = BlockHeader.read(changed, 0);
    read.with(read.count(), body).seal(changed, 0);
    return changed;
  }
}
