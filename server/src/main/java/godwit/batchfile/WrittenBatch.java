package godwit.batchfile;

import godwit.codec.batch.EndBlock;
import godwit.codec.batch.Preamble;
import java.util.HexFormat;

/// A batch that a command has written to a file: what the command prints.
///
/// @param bytes of the file, compressed if it is
/// @param digest of the octets, whatever the file's form
public record WrittenBatch(String batch, long records, long bytes, String digest, String file) {
  public static WrittenBatch of(Preamble preamble, EndBlock end, long bytes, String file) {
    return new WrittenBatch(
        preamble.batch().toString(),
        end.total(),
        bytes,
        "sha-256:" + HexFormat.of().formatHex(end.digest()),
        file);
  }

  /// The same for people.
  public String text() {
    return """
        batch    %s
        records  %d
        bytes    %d
        digest   %s
        file     %s""".formatted(batch, records, bytes, digest, file);
  }
}
