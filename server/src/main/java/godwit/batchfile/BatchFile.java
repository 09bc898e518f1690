package godwit.batchfile;

import godwit.codec.DecodeException;
import godwit.codec.batch.BatchLayout;
import godwit.codec.batch.Preamble;
import godwit.console.CommandFailure;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/// A batch on disk: whether it is compressed, and what its preamble says. No more of it is read.
///
/// @param gzip whether the file is compressed
/// @param size bytes of the file
public record BatchFile(Path path, boolean gzip, long size, Preamble preamble) {
  /// Reads the start of a file.
  public static BatchFile read(Path path) throws IOException {
    boolean gzip;
    try (InputStream in = Files.newInputStream(path)) {
      gzip = BatchFeed.isGzip(in.readNBytes(BatchFeed.MAGIC_BYTES));
    }
    try (InputStream file = Files.newInputStream(path);
        InputStream in = gzip ? new GZIPInputStream(file) : file) {
      byte[] start = in.readNBytes(BatchLayout.PREAMBLE_BYTES);
      if (start.length < BatchLayout.PREAMBLE_BYTES) throw new EOFException();
      return new BatchFile(path, gzip, Files.size(path), Preamble.read(start, 0));
    } catch (DecodeException | EOFException | ZipException broken) {
      throw new CommandFailure(path + " is no batch; see: godwit inspect " + path, broken);
    }
  }
}
