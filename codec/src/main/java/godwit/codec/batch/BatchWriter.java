package godwit.codec.batch;

import godwit.codec.BigEndian;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.function.Function;

/// Writes a batch to a stream: the preamble first, then blocks, then the end block.
///
/// - shape: see [BatchLayout]
/// - units: bytes
/// - errors: [IOException] of the stream
/// - source: docs/protocol.md, "Batch"
public final class BatchWriter {
  private final OutputStream out;
  private final Digest digest;
  private long total;

  /// Writes the preamble.
  public BatchWriter(Preamble preamble, OutputStream out) throws IOException {
    this.out = out;
    this.digest = new Digest(preamble);
    out.write(preamble.bytes());
  }

  /// Writes what the builder holds as one block, if it holds any record.
  public void block(BlockBuilder builder) throws IOException {
    if (builder.count() > 0) block(builder.finish());
  }

  /// Writes a finished block.
  public void block(byte[] block) throws IOException {
    total += BigEndian.uint32(block, BatchLayout.COUNT);
    digest.block(block, 0, block.length);
    out.write(block);
  }

  /// Writes an unsigned end block. Nothing can be written after it.
  public EndBlock finish() throws IOException {
    return finish(_ -> Optional.empty());
  }

  /// Writes an end block. Nothing can be written after it.
  ///
  /// @param signer signs the digest, or does not
  public EndBlock finish(Function<byte[], Optional<EndBlock.Signature>> signer) throws IOException {
    byte[] proof = digest.finish();
    EndBlock end = new EndBlock(total, proof, signer.apply(proof));
    out.write(end.bytes());
    return end;
  }
}
