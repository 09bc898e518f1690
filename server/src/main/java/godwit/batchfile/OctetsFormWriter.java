package godwit.batchfile;

import godwit.codec.batch.BlockHeader;
import godwit.codec.batch.EndBlock;
import godwit.codec.batch.Preamble;
import godwit.codec.batch.Segment;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Optional;

/// Writes the octets of a batch as they are: blocks, signature and all.
final class OctetsFormWriter implements FormWriter {
  private final OutputStream out;
  private Optional<Preamble> begun = Optional.empty();
  private Optional<EndBlock> ended = Optional.empty();

  OctetsFormWriter(OutputStream out) {
    this.out = out;
  }

  @Override
  public void preamble(Preamble preamble) {
    begun = Optional.of(preamble);
    byte[] bytes = preamble.bytes();
    write(bytes, 0, bytes.length);
  }

  @Override
  public boolean block(int index, BlockHeader header, byte[] bytes, int offset) {
    return true;
  }

  @Override
  public void segment(Segment segment) {
    write(segment.piece(), segment.offset(), segment.length());
  }

  @Override
  public void end(EndBlock end, byte[] digest) {
    ended = Optional.of(end);
    byte[] bytes = end.bytes();
    write(bytes, 0, bytes.length);
  }

  @Override
  public Optional<Preamble> begun() {
    return begun;
  }

  @Override
  public Optional<EndBlock> ended() {
    return ended;
  }

  @Override
  public void close() {}

  private void write(byte[] bytes, int offset, int length) {
    try {
      out.write(bytes, offset, length);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
