package godwit.exchange.revoking;

import static godwit.exchange.revoking.Store.await;

import godwit.codec.batch.BatchLayout;
import godwit.codec.batch.BlockHeader;
import godwit.codec.batch.Digest;
import godwit.store.revocation.Withholding;
import godwit.store.segment.Attempts;
import godwit.store.segment.ListedBlocks;
import godwit.store.segment.SegmentAppender;
import godwit.store.segment.StoredSegment;
import godwit.store.segment.UploadSegment;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.SqlConnection;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Writes blocks as the segments of one portion, in the transaction of its caller.
final class BlocksWriter {
  private static final int SEGMENT_BYTES = 256 * 1024;

  private final SqlConnection connection;
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

  BlocksWriter(SqlConnection connection, int destination, InstantSource clock) {
    this.connection = connection;
    this.destination = destination;
    this.attempt = Attempts.newId(clock);
    this.day = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
  }

  void add(byte[] block) {
    if (held > 0 && blocks.length() + block.length > SEGMENT_BYTES) write();
    BlockHeader header = BlockHeader.read(block, 0);
    blocks.appendBytes(block);
    hashes.appendBytes(Digest.hash(block, 0, block.length));
    filtered |= ListedBlocks.mayBeLeftOut(header);
    held += header.count();
  }

  /// Adds whole blocks, end to end.
  void addAll(byte[] all) {
    int offset = 0;
    while (offset + BatchLayout.HEADER_BYTES <= all.length) {
      int length = BlockHeader.read(all, offset).blockBytes();
      byte[] block = new byte[length];
      System.arraycopy(all, offset, block, 0, length);
      add(block);
      offset += length;
    }
  }

  /// What was written; nothing where there was none.
  Optional<Withholding.Portion> finish() {
    if (held > 0) write();
    return segments == 0
        ? Optional.empty()
        : Optional.of(new Withholding.Portion(attempt, day, segments, records, bytes));
  }

  private void write() {
    var segment = new StoredSegment(destination, segments, held, filtered, hashes, blocks);
    segments++;
    records += held;
    bytes += blocks.length();
    blocks = Buffer.buffer();
    hashes = Buffer.buffer();
    filtered = false;
    held = 0;
    await(SegmentAppender.insert(connection, List.of(new UploadSegment(day, attempt, segment))));
  }
}
