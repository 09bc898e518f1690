package godwit.server;

import godwit.codec.DecodeException;
import godwit.codec.batch.BatchDecoder;
import godwit.codec.batch.Magic;
import godwit.codec.batch.Pieces;
import godwit.domain.Limits;
import godwit.http.Inflow;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Reads a batch from a stream into a [BatchView], by the rules that requests are read by, but for
/// their limits of size.
final class BatchFeed {
  /// How many first bytes tell what a file is.
  static final int MAGIC_BYTES = 4;

  private static final int BUFFER_BYTES = 64 * 1024;
  private static final byte[] GZIP = {0x1F, (byte) 0x8B, 0x08};

  /* An operator may look at whatever there is. */
  private static final Limits NONE = new Limits(
      Long.MAX_VALUE,
      Limits.DEFAULT.expansionRatio(),
      Long.MAX_VALUE,
      Limits.DEFAULT.windowPastDays(),
      Limits.DEFAULT.windowAheadDays(),
      Limits.DEFAULT.streamBytes(),
      Limits.DEFAULT.maxHops(),
      Limits.DEFAULT.rejectedEntries(),
      Limits.DEFAULT.contactDestinations(),
      Limits.DEFAULT.memoryWaitMillis());

  private BatchFeed() {}

  /// How reading a batch ended.
  sealed interface Outcome {
    record Sound() implements Outcome {}

    record Broken(DecodeException fault) implements Outcome {}
  }

  /// Whether a gzip member starts so.
  static boolean isGzip(byte[] first) {
    return first.length >= GZIP.length && Arrays.equals(GZIP, 0, 3, first, 0, 3);
  }

  /// Whether a batch starts so.
  static boolean isBatch(byte[] first) {
    String text = new String(first, StandardCharsets.ISO_8859_1);
    return Arrays.stream(Magic.values()).anyMatch(magic -> text.startsWith(magic.text()));
  }

  /// Shows a batch in the JSON object that is open, and where it is broken, that as well.
  static Outcome show(InputStream in, boolean gzip, BatchView view) throws IOException {
    var decoder = new BatchDecoder(view, Pieces.unbounded());
    Inflow inflow = gzip ? Inflow.gzip(decoder, NONE) : Inflow.plain(decoder, NONE);
    try {
      byte[] buffer = new byte[BUFFER_BYTES];
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        if (!inflow.feed(ByteBuffer.wrap(buffer, 0, count))) {
          throw new IllegalStateException("no memory, though its budget is unbounded");
        }
      }
      inflow.end();
      decoder.end();
      view.finish();
      return new Outcome.Sound();
    } catch (DecodeException broken) {
      view.finish(broken);
      return new Outcome.Broken(broken);
    } finally {
      inflow.release();
      decoder.release();
    }
  }
}
