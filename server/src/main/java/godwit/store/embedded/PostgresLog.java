package godwit.store.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import godwit.log.RareLines;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the PostgreSQL programs say, on disk in two files of bounded size: the newest, and the one
/// before it. The last words are kept at hand for error messages.
final class PostgresLog {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresLog.class);
  private static final long MAX_FILE_BYTES = 4 << 20;
  private static final int PIECE_BYTES = 8192;
  private static final int LAST_WORDS_BYTES = 2000;

  private final Path file;
  private final RareLines faults = new RareLines(LOG);
  private byte[] lastWords = {};

  PostgresLog(Path file) {
    this.file = file;
  }

  /// Writes a program's output down until it ends, in a thread of its own.
  Thread follow(InputStream output) {
    return Thread.ofPlatform().daemon().name("godwit-postgres-log").start(() -> writeDown(output));
  }

  synchronized String lastWords() {
    return new String(lastWords, UTF_8).strip();
  }

  private void writeDown(InputStream output) {
    byte[] piece = new byte[PIECE_BYTES];
    try (output) {
      for (int size = output.read(piece); size >= 0; size = output.read(piece)) {
        try {
          append(piece, size);
        } catch (IOException failure) { // a full disk must not stop the reading: the server waits
          faults.warn(file + " cannot be written", failure);
        }
      }
    } catch (IOException failure) {
      LOG.debug("output of PostgreSQL ended", failure); // closed under us when the program ended
    }
  }

  private synchronized void append(byte[] piece, int size) throws IOException {
    byte[] joined = Arrays.copyOf(lastWords, lastWords.length + size);
    System.arraycopy(piece, 0, joined, lastWords.length, size);
    lastWords =
        Arrays.copyOfRange(joined, Math.max(0, joined.length - LAST_WORDS_BYTES), joined.length);
    if (Files.exists(file) && Files.size(file) + size > MAX_FILE_BYTES) {
      Files.move(
          file,
          file.resolveSibling(file.getFileName() + ".1"),
          StandardCopyOption.REPLACE_EXISTING);
    }
    try (var channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      ByteBuffer bytes = ByteBuffer.wrap(piece, 0, size);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }
  }
}
