package godwit.exchange.mixing;

import static godwit.exchange.mixing.SetMaking.await;

import godwit.codec.batch.BlockHeader;
import godwit.codec.batch.Digest;
import godwit.codec.payload.RoutingCode;
import godwit.store.mixing.SetPortion;
import godwit.store.revocation.OwnPortion;
import godwit.store.revocation.Withholding;
import godwit.store.segment.Attempts;
import godwit.store.segment.ListedBlocks;
import godwit.store.segment.SegmentAppender;
import godwit.store.segment.StoredSegment;
import godwit.store.segment.UploadSegment;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;

/// Writes the blocks of a set as segments, and gives them their position.
final class SetWriter {
  private static final int SEGMENT_BYTES = 256 * 1024;

  private final SqlConnection connection;
  private final int destination;
  private final InstantSource clock;
  private final UUID attempt;
  private final LocalDate day;
  private Buffer blocks = Buffer.buffer();
  private Buffer hashes = Buffer.buffer();
  private boolean filtered;
  private boolean revokes;
  private long held;
  private int segments;
  private long records;
  private long bytes;

  SetWriter(SqlConnection connection, int destination, InstantSource clock) {
    this.connection = connection;
    this.destination = destination;
    this.clock = clock;
    this.attempt = Attempts.newId(clock);
    this.day = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
  }

  void add(byte[] block) {
    if (held > 0 && blocks.length() + block.length > SEGMENT_BYTES) write();
    BlockHeader header = BlockHeader.read(block, 0);
    blocks.appendBytes(block);
    hashes.appendBytes(Digest.hash(block, 0, block.length));
    filtered |= ListedBlocks.mayBeLeftOut(header);
    revokes |= header.isRevocation();
    held += header.count();
  }

  /// Records that were written.
  long records() {
    return records;
  }

  /// Writes the rest, and makes all of it visible with the transaction.
  ///
  /// @param oldest when the first of it was uploaded
  void finish(RoutingCode self, Instant oldest) {
    if (held > 0) write();
    if (segments == 0) return;
    if (revokes) {
      var portion = new Withholding.Portion(attempt, day, segments, records, bytes);
      await(OwnPortion.insert(connection, destination, self, clock.millis(), portion));
      return;
    }
    await(SetPortion.insert(
        connection,
        self,
        clock.millis(),
        new SetPortion(destination, attempt, day, segments, records, bytes, oldest)));
  }

  private void write() {
    StoredSegment segment =
        new StoredSegment(destination, segments, held, filtered, hashes, blocks);
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
