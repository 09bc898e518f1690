package godwit.http;

import godwit.codec.DecodeException;
import godwit.codec.Fault;
import godwit.codec.batch.BatchDecoder;
import godwit.domain.Limits;
import java.nio.ByteBuffer;

/// How the bytes of a request become the bytes of a batch.
public sealed interface Inflow permits Inflow.Plain, GzipInflow {
  /// Bytes that are the batch itself.
  static Inflow plain(BatchDecoder decoder, Limits limits) {
    return new Plain(decoder, limits);
  }

  /// Bytes that are to be inflated, for tools that read one batch at a time.
  static Inflow gzip(BatchDecoder decoder, Limits limits) {
    return new GzipInflow(decoder, limits, new InflaterPool());
  }

  /// Takes bytes from the input until it is empty; false while no memory is to be had.
  boolean feed(ByteBuffer input);

  /// Says that no more input comes.
  void end();

  /// Gives back what it holds. Nothing else may be called after it.
  void release();

  /// No coding at all: one copy, into the piece that is checked and stored.
  final class Plain implements Inflow {
    private final BatchDecoder decoder;
    private final long maxBytes;
    private long decoded;

    Plain(BatchDecoder decoder, Limits limits) {
      this.decoder = decoder;
      this.maxBytes = limits.bodyBytes();
    }

    @Override
    public boolean feed(ByteBuffer input) {
      while (input.hasRemaining()) {
        if (!decoder.makeRoom()) return false;
        int count = Math.min(decoder.room(), input.remaining());
        decoded += count;
        if (decoded > maxBytes) throw new DecodeException(Fault.TOO_LARGE, maxBytes);
        input.get(decoder.window(), decoder.position(), count);
        decoder.advance(count);
      }
      return true;
    }

    @Override
    public void end() {}

    @Override
    public void release() {}
  }
}
