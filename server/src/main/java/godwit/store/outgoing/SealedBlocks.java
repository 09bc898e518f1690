package godwit.store.outgoing;

import godwit.codec.batch.BatchLayout;
import godwit.codec.batch.BlockHeader;
import godwit.codec.batch.Digest;
import godwit.codec.batch.Preamble;
import godwit.codec.sealing.BlockSealer;
import godwit.codec.sealing.SealingKey;
import godwit.store.segment.GatheredSegments;
import godwit.store.segment.UploadSegment;
import io.vertx.core.buffer.Buffer;
import java.security.SecureRandom;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// The blocks of one batch while they are sealed: as segments of an attempt of the batch's own.
///
/// - shape: sealed blocks as they will be sent
/// - units: bytes
/// - errors: none
/// - source: docs/protocol.md, "Sealed blocks"
final class SealedBlocks {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int SEGMENT_BYTES = 256 * 1024;

  private final GatheredSegments gathered;
  private final BlockSealer sealer;
  private final Digest digest;
  private final List<UploadSegment> full = new ArrayList<>();

  SealedBlocks(Preamble preamble, SealingKey key, int destination, LocalDate day) {
    this.gathered = new GatheredSegments(destination, UUID.randomUUID(), day);
    this.digest = new Digest(preamble);
    this.sealer = new BlockSealer(preamble, key, RANDOM, this::sealed);
  }

  /// Seals blocks that lie end to end.
  void add(byte[] blocks) {
    sealer.addAll(blocks);
  }

  /// Segments that have become full and are to be written.
  List<UploadSegment> take() {
    List<UploadSegment> taken = List.copyOf(full);
    full.clear();
    return taken;
  }

  /// Seals what is left; the last segments are then to be taken.
  ///
  /// @return the digest of the batch
  byte[] finish() {
    sealer.finish();
    if (!gathered.isEmpty()) full.add(gathered.take());
    return digest.finish();
  }

  UUID attempt() {
    return gathered.attempt();
  }

  LocalDate day() {
    return gathered.day();
  }

  /// Records of all that was taken.
  long records() {
    return gathered.records();
  }

  /// Bytes of all that was taken.
  long bytes() {
    return gathered.bytes();
  }

  private void sealed(byte[] block) {
    if (gathered.heldBytes() + block.length > SEGMENT_BYTES && !gathered.isEmpty()) {
      full.add(gathered.take());
    }
    byte[] hash = digest.block(block, 0, block.length);
    gathered.add(Buffer.buffer(block), hash, BlockHeader.read(block, 0).count());
  }

  /// Bytes of blocks that fit a batch of so many once they are sealed.
  static long fitting(long most) {
    if (most > BatchLayout.MAX_BLOCKS * (long) BatchLayout.MAX_BLOCK_BYTES) return most;
    return Math.max(1, most - BlockSealer.overhead(most));
  }
}
