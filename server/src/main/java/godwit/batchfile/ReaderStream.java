package godwit.batchfile;

import godwit.codec.batch.BodyReader;
import java.io.OutputStream;

/// Hands what is written to a reader, whose memory is not bounded.
public final class ReaderStream extends OutputStream {
  private final BodyReader reader;

  public ReaderStream(BodyReader reader) {
    this.reader = reader;
  }

  @Override
  public void write(int value) {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    if (reader.feed(bytes, offset, length) != length) {
      throw new IllegalStateException("no memory, though its budget is unbounded");
    }
  }

  @Override
  public void close() {
    reader.release();
  }
}
