package godwit.batchfile;

import godwit.codec.DecodeException;
import godwit.codec.batch.BodyReader;
import godwit.codec.batch.Magic;
import godwit.domain.Limits;
import godwit.intake.content.ContentDecoder;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/// Reads a batch from a stream, by the rules that requests are read by, but for
/// their limits of size.
public final class BatchFeed {
  /// How many first bytes tell what a file is.
  public static final int MAGIC_BYTES = 4;

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
  public sealed interface Outcome {
    record Sound() implements Outcome {}

    record Broken(DecodeException fault) implements Outcome {}
  }

  /// Whether a gzip member starts so.
  public static boolean isGzip(byte[] first) {
    return first.length >= GZIP.length && Arrays.equals(GZIP, 0, 3, first, 0, 3);
  }

  /// Whether a batch starts so.
  public static boolean isBatch(byte[] first) {
    String text = new String(first, StandardCharsets.ISO_8859_1);
    return Arrays.stream(Magic.values()).anyMatch(magic -> text.startsWith(magic.text()));
  }

  /// Whether a JSON document starts so. As a payload's header this would be a country above 999.
  public static boolean isDocument(byte[] first) {
    return first.length >= 2 && first[0] == '{' && "\" }\t\r\n".indexOf(first[1]) >= 0;
  }

  /// A file, or standard input.
  public static InputStream open(Optional<Path> file) throws IOException {
    if (file.isPresent() && !file.get().toString().equals("-")) {
      return Files.newInputStream(file.get());
    }
    return new FilterInputStream(System.in) {
      @Override
      public void close() {} // standard input is not ours to close
    };
  }

  /// Whether two paths are one file that is there.
  public static boolean isSameFile(Path one, Path other) throws IOException {
    return Files.exists(one) && Files.exists(other) && Files.isSameFile(one, other);
  }

  /// Shows a batch in the JSON object that is open, and where it is broken, that as well.
  ///
  /// @param reader that tells the view
  public static Outcome show(InputStream in, boolean gzip, BodyReader reader, BatchView view)
      throws IOException {
    try {
      read(in, gzip, reader);
      view.finish();
      return new Outcome.Sound();
    } catch (DecodeException broken) {
      view.finish(broken);
      return new Outcome.Broken(broken);
    }
  }

  /// Reads a batch to its end, and lets go of the reader.
  public static void read(InputStream in, boolean gzip, BodyReader reader) throws IOException {
    ContentDecoder inflow =
        gzip ? ContentDecoder.gzip(reader, NONE) : ContentDecoder.plain(reader, NONE);
    try {
      byte[] buffer = new byte[BUFFER_BYTES];
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        if (!inflow.feed(ByteBuffer.wrap(buffer, 0, count))) {
          throw new IllegalStateException("no memory, though its budget is unbounded");
        }
      }
      inflow.end();
      if (!reader.end()) {
        throw new IllegalStateException("no memory, though its budget is unbounded");
      }
    } finally {
      inflow.release();
      reader.release();
    }
  }
}
