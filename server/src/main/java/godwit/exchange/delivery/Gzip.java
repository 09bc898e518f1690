package godwit.exchange.delivery;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/// The coding of a body on its way out, and whether it pays.
///
/// - shape: one member of RFC 1952, the quickest level
/// - units: it pays where a sample of 32 KiB becomes a fifth smaller: identifiers are random, and
///   most batches stay as they are
/// - errors: none
/// - source: RFC 1952; docs/protocol.md, "Bodies"
final class Gzip implements BodyForm {
  private static final int SAMPLE_BYTES = 32 * 1024;
  private static final int LEAST_BYTES = 1024;
  private static final double WORTH = 0.8;

  private final BodyForm form;
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final GZIPOutputStream gzip;

  Gzip(BodyForm form) {
    this.form = form;
    try {
      gzip = new GZIPOutputStream(written) {
        {
          def.setLevel(Deflater.BEST_SPEED);
        }
      };
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  /// Whether a body that begins so is better coded.
  static boolean pays(Buffer blocks) {
    int length = Math.min(SAMPLE_BYTES, blocks.length());
    if (length < LEAST_BYTES) return false;
    Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
    try {
      deflater.setInput(blocks.getBytes(0, length));
      deflater.finish();
      byte[] coded = new byte[(int) (length * WORTH)];
      int size = deflater.deflate(coded);
      return deflater.finished() && size < coded.length;
    } finally {
      deflater.end();
    }
  }

  @Override
  public Buffer first() {
    return coded(form.first());
  }

  @Override
  public Buffer blocks(Buffer blocks) {
    return coded(form.blocks(blocks));
  }

  @Override
  public Buffer last() {
    Buffer end = coded(form.last());
    try {
      gzip.close(); // gives its native memory back too
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return end.appendBuffer(take());
  }

  /// Gives its memory back where the body is not sent to its end.
  void release() {
    try {
      gzip.close();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private Buffer coded(Buffer plain) {
    try {
      gzip.write(plain.getBytes());
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return take();
  }

  private Buffer take() {
    Buffer piece = Buffer.buffer(written.toByteArray());
    written.reset();
    return piece;
  }
}
