package godwit.codec.batch;

import godwit.codec.DecodeException;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;

/// All that a decoder told of one batch, for tests to look at.
final class Decoded implements BatchSink {
  final List<BlockHeader> headers = new ArrayList<>();
  final ByteArrayOutputStream kept = new ByteArrayOutputStream();
  final ByteArrayOutputStream hashes = new ByteArrayOutputStream();
  final List<Segment> segments = new ArrayList<>();
  private final IntPredicate keep;
  Optional<Preamble> preamble = Optional.empty();
  Optional<EndBlock> end = Optional.empty();
  byte[] digest = new byte[0];

  Decoded(IntPredicate keep) {
    this.keep = keep;
  }

  /// Decodes in pieces of at most `size` bytes.
  static Decoded of(byte[] batch, int size) {
    return of(batch, size, _ -> true);
  }

  static Decoded of(byte[] batch, int size, IntPredicate keep) {
    Decoded decoded = new Decoded(keep);
    BatchDecoder decoder = new BatchDecoder(decoded, Pieces.unbounded());
    for (int offset = 0; offset < batch.length; offset += size) {
      int length = Math.min(size, batch.length - offset);
      if (decoder.feed(batch, offset, length) != length) throw new AssertionError("no room");
    }
    decoder.end();
    return decoded;
  }

  /// The reason and place of the refusal, or "none".
  static String refusal(byte[] batch) {
    try {
      of(batch, batch.length == 0 ? 1 : batch.length);
      return "none";
    } catch (DecodeException refused) {
      return refused.fault().reason() + "@" + refused.offset();
    }
  }

  @Override
  public void preamble(Preamble read) {
    preamble = Optional.of(read);
  }

  @Override
  public boolean block(int index, BlockHeader header, byte[] bytes, int offset) {
    if (index != headers.size()) throw new AssertionError("index=" + index);
    headers.add(header);
    return keep.test(index);
  }

  @Override
  public void segment(Segment segment) {
    segments.add(segment);
    kept.write(segment.piece(), segment.offset(), segment.length());
    hashes.writeBytes(segment.hashes());
  }

  @Override
  public void end(EndBlock read, byte[] proven) {
    end = Optional.of(read);
    digest = proven;
  }
}
