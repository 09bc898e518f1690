package godwit.exchange.revoking;

import static godwit.exchange.revoking.Store.await;

import godwit.codec.batch.BatchLayout;
import godwit.codec.batch.BlockHeader;
import godwit.store.revocation.Withholding;
import godwit.store.segment.Attempts;
import godwit.store.segment.GatheredSegments;
import godwit.store.segment.SegmentAppender;
import io.vertx.sqlclient.SqlConnection;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/// Writes blocks as the segments of one portion, in the transaction of its caller.
final class BlocksWriter {
  private static final int SEGMENT_BYTES = 256 * 1024;

  private final SqlConnection connection;
  private final GatheredSegments gathered;

  BlocksWriter(SqlConnection connection, int destination, InstantSource clock) {
    this.connection = connection;
    this.gathered = new GatheredSegments(
        destination, Attempts.newId(clock), LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
  }

  void add(byte[] block) {
    if (!gathered.isEmpty() && gathered.heldBytes() + block.length > SEGMENT_BYTES) write();
    gathered.add(block);
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
    if (!gathered.isEmpty()) write();
    return gathered.segments() == 0
        ? Optional.empty()
        : Optional.of(Withholding.Portion.of(gathered));
  }

  private void write() {
    await(SegmentAppender.insert(connection, List.of(gathered.take())));
  }
}
