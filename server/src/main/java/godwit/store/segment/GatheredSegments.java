package godwit.store.segment;

import godwit.codec.batch.BlockHeader;
import godwit.codec.batch.Digest;
import io.vertx.core.buffer.Buffer;
import java.time.LocalDate;
import java.util.UUID;

/// Blocks on their way into the segments of one portion, and what they have come to.
///
/// Held is what one segment will have: whoever adds decides when that is enough, and writes it.
public final class GatheredSegments {
  private final int destination;
  private final UUID attempt;
  private final LocalDate day;
  private Buffer blocks = Buffer.buffer();
  private Buffer hashes = Buffer.buffer();
  private boolean filtered;
  private long held;
  private int segments;
  private long records;
  private long bytes;

  /// @param attempt under which they are written
  /// @param day partition that they are written to
  public GatheredSegments(int destination, UUID attempt, LocalDate day) {
    this.destination = destination;
    this.attempt = attempt;
    this.day = day;
  }

  /// Adds a block.
  public void add(byte[] block) {
    BlockHeader header = BlockHeader.read(block, 0);
    blocks.appendBytes(block);
    hashes.appendBytes(Digest.hash(block, 0, block.length));
    filtered |= ListedBlocks.mayBeLeftOut(header);
    held += header.count();
  }

  /// Adds blocks that are listed whole, with the hash of each.
  public void add(Buffer whole, byte[] theirHashes, long theirRecords) {
    blocks.appendBuffer(whole);
    hashes.appendBytes(theirHashes);
    held += theirRecords;
  }

  /// Whether nothing waits to be written.
  public boolean isEmpty() {
    return held == 0;
  }

  /// Bytes that wait to be written.
  public int heldBytes() {
    return blocks.length();
  }

  /// What waits, as the portion's next segment.
  public UploadSegment take() {
    var segment = new StoredSegment(destination, segments, held, filtered, hashes, blocks);
    segments++;
    records += held;
    bytes += blocks.length();
    blocks = Buffer.buffer();
    hashes = Buffer.buffer();
    filtered = false;
    held = 0;
    return new UploadSegment(day, attempt, segment);
  }

  public UUID attempt() {
    return attempt;
  }

  public LocalDate day() {
    return day;
  }

  /// Segments that were taken.
  public int segments() {
    return segments;
  }

  /// Records of the segments that were taken.
  public long records() {
    return records;
  }

  /// Bytes of the segments that were taken.
  public long bytes() {
    return bytes;
  }
}
