package godwit.batchfile;

import godwit.codec.batch.BatchSink;
import godwit.codec.batch.EndBlock;
import godwit.codec.batch.Preamble;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/// Writes the batch that a reader tells of to a stream, in one form or the other.
public sealed interface FormWriter extends BatchSink, Closeable
    permits OctetsFormWriter, JsonFormWriter {
  /// The forms of a batch, as the command line has them.
  enum Form {
    OCTETS,
    JSON
  }

  static FormWriter of(Form form, OutputStream out) {
    return switch (form) {
      case OCTETS -> new OctetsFormWriter(out);
      case JSON -> new JsonFormWriter(out);
    };
  }

  /// What was read first, once it was.
  Optional<Preamble> begun();

  /// What was read last, once it was.
  Optional<EndBlock> ended();

  @Override
  void close() throws IOException;
}
