package godwit.perf.limits;

import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// Inflating a gzip body with the JDK's `Inflater`, by pieces of 64 KiB in and out.
///
/// Bytes are counted as they come out.
final class InflatePart implements Part {
  private static final int PIECE_BYTES = 64 * 1024;
  private static final int GZIP_HEAD_BYTES = 10;

  private final Inflater inflater = new Inflater(true);
  private final byte[] body;
  private final byte[] out = new byte[PIECE_BYTES];

  /// @param body one gzip member without optional fields
  InflatePart(byte[] body) {
    this.body = body;
  }

  @Override
  public Amount run(long nanos) throws Exception {
    return Part.repeat(nanos, this::round);
  }

  private long round() throws DataFormatException {
    inflater.reset();
    int offset = GZIP_HEAD_BYTES;
    while (!inflater.finished()) {
      if (inflater.needsInput()) {
        int length = Math.min(PIECE_BYTES, body.length - offset);
        if (length <= 0) throw new DataFormatException("the body ends early");
        inflater.setInput(body, offset, length);
        offset += length;
      }
      inflater.inflate(out, 0, out.length);
    }
    return inflater.getBytesWritten();
  }

  @Override
  public void close() {
    inflater.end();
  }
}
