package godwit.batchfile;

import java.io.Closeable;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/// Where a command writes a batch: a file or standard output, compressed or not, bytes counted.
public final class BatchTarget implements Closeable {
  private static final int BUFFER_BYTES = 64 * 1024;

  private final Path file;
  private final Counted counted;
  private final OutputStream out;
  private boolean finished;

  /// @param file - is standard output
  public BatchTarget(Path file, boolean gzip) throws IOException {
    this.file = file;
    this.counted = new Counted(
        isStandardOutput(file)
            ? new FileOutputStream(FileDescriptor.out)
            : Files.newOutputStream(file));
    this.out = gzip ? new GZIPOutputStream(counted, BUFFER_BYTES) : counted;
  }

  public static boolean isStandardOutput(Path file) {
    return file.toString().equals("-");
  }

  /// Writes here; closing it is up to [#close()].
  public OutputStream out() {
    return out;
  }

  /// Ends the batch, and gives how many bytes the file has.
  public long finish() throws IOException {
    if (out instanceof GZIPOutputStream compressed) compressed.finish();
    out.flush();
    finished = true;
    return counted.bytes;
  }

  /// Closes the file; where the batch did not come to its end, removes it.
  @Override
  public void close() throws IOException {
    if (isStandardOutput(file)) return;
    counted.close();
    if (!finished) Files.deleteIfExists(file);
  }

  /// Counts what passes.
  private static final class Counted extends FilterOutputStream {
    private long bytes;

    Counted(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int value) throws IOException {
      out.write(value);
      bytes++;
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
      out.write(source, offset, length);
      bytes += length;
    }
  }
}
