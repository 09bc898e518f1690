package godwit.intake.content;

import godwit.codec.DecodeException;
import godwit.codec.Fault;
import godwit.codec.batch.BodyReader;
import godwit.domain.Limits;
import java.nio.ByteBuffer;

/// How the bytes of a request become the bytes of a batch.
public sealed interface ContentDecoder permits ContentDecoder.Plain, GzipDecoder {
  /// Bytes that are the batch itself.
  static ContentDecoder plain(BodyReader reader, Limits limits) {
    return new Plain(reader, limits);
  }

  /// Bytes that are to be inflated, for tools that read one batch at a time.
  static ContentDecoder gzip(BodyReader reader, Limits limits) {
    return new GzipDecoder(reader, limits, new InflaterPool());
  }

  /// Takes bytes from the input until it is empty; false while no memory is to be had.
  boolean feed(ByteBuffer input);

  /// Says that no more input comes.
  void end();

  /// Gives back what it holds. Nothing else may be called after it.
  void release();

  /// No coding at all: one copy, into the piece that is checked and stored.
  final class Plain implements ContentDecoder {
    private final BodyReader reader;
    private final long maxBytes;
    private long decoded;

    Plain(BodyReader reader, Limits limits) {
      this.reader = reader;
      this.maxBytes = limits.bodyBytes();
    }

    @Override
    public boolean feed(ByteBuffer input) {
      while (input.hasRemaining()) {
        if (!reader.makeRoom()) return false;
        int count = Math.min(reader.room(), input.remaining());
        decoded += count;
        if (decoded > maxBytes) throw new DecodeException(Fault.TOO_LARGE, maxBytes);
        input.get(reader.window(), reader.position(), count);
        reader.advance(count);
      }
      return true;
    }

    @Override
    public void end() {}

    @Override
    public void release() {}
  }
}
