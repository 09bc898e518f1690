package godwit.list;

import godwit.codec.batch.BlockBuilder;
import godwit.codec.batch.BlockHeader;
import godwit.codec.batch.Digest;
import godwit.codec.batch.EndBlock;
import godwit.codec.batch.Preamble;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// One bucket of a filter while records come: a batch of magic `HIL1` like a page, with the records
/// whose identifiers fall into it.
///
/// - shape: records with equal headers share blocks, but for what is revoked: what stood before a
///   record of risk type 5 stays before it, and what stood behind it behind
/// - units: none
/// - errors: none
/// - source: docs/protocol.md, "Filters"
final class FilterBucket {
  private final List<byte[]> done = new ArrayList<>();

  /* By what the records of a block share. */
  private final Map<BlockHeader, BlockBuilder> open = new LinkedHashMap<>();
  private boolean revoking;
  private long records;

  void addExposure(BlockHeader header, int score, byte[] page, int offset, int length) {
    BlockBuilder block = block(header);
    if (block.addExposure(score, page, offset, length)) return;
    done.add(block.finish());
    block.addExposure(score, page, offset, length);
  }

  void addVenue(BlockHeader header, long venue, long start, long end, int score, byte[] data) {
    BlockBuilder block = block(header);
    if (block.addVenue(venue, start, end, score, data)) return;
    done.add(block.finish());
    block.addVenue(venue, start, end, score, data);
  }

  /// The whole bucket. Nothing can be added after it.
  Buffer finish(Preamble preamble, Function<byte[], Optional<EndBlock.Signature>> signer) {
    close();
    Digest digest = new Digest(preamble);
    Buffer bytes = Buffer.buffer(preamble.bytes());
    for (byte[] block : done) {
      digest.block(block, 0, block.length);
      bytes.appendBytes(block);
    }
    byte[] proof = digest.finish();
    return bytes.appendBytes(new EndBlock(records, proof, signer.apply(proof)).bytes());
  }

  private BlockBuilder block(BlockHeader header) {
    boolean revokes = header.isRevocation();
    if (revokes != revoking) close();
    revoking = revokes;
    records++;
    return open.computeIfAbsent(header.common(), BlockBuilder::like);
  }

  private void close() {
    open.values().forEach(block -> done.add(block.finish()));
    open.clear();
  }
}
