package godwit.exchange.mixing;

import static godwit.exchange.mixing.SetMaking.await;

import godwit.codec.batch.BlockHeader;
import godwit.codec.payload.RoutingCode;
import godwit.store.mixing.SetPortion;
import godwit.store.revocation.OwnPortion;
import godwit.store.revocation.Withholding;
import godwit.store.segment.Attempts;
import godwit.store.segment.GatheredSegments;
import godwit.store.segment.SegmentAppender;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

/// Writes the blocks of a set as segments, and gives them their position.
final class SetWriter {
  private static final int SEGMENT_BYTES = 256 * 1024;

  private final SqlConnection connection;
  private final int destination;
  private final InstantSource clock;
  private final GatheredSegments gathered;
  private boolean revokes;

  SetWriter(SqlConnection connection, int destination, InstantSource clock) {
    this.connection = connection;
    this.destination = destination;
    this.clock = clock;
    this.gathered = new GatheredSegments(
        destination, Attempts.newId(clock), LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
  }

  void add(byte[] block) {
    if (!gathered.isEmpty() && gathered.heldBytes() + block.length > SEGMENT_BYTES) write();
    gathered.add(block);
    revokes |= BlockHeader.read(block, 0).isRevocation();
  }

  /// Records that were written.
  long records() {
    return gathered.records();
  }

  /// Writes the rest, and makes all of it visible with the transaction.
  ///
  /// @param oldest when the first of it was uploaded
  void finish(RoutingCode self, Instant oldest) {
    if (!gathered.isEmpty()) write();
    if (gathered.segments() == 0) return;
    if (revokes) {
      Withholding.Portion portion = Withholding.Portion.of(gathered);
      await(OwnPortion.insert(connection, destination, self, clock.millis(), portion));
      return;
    }
    await(SetPortion.insert(
        connection,
        self,
        clock.millis(),
        new SetPortion(
            destination,
            gathered.attempt(),
            gathered.day(),
            gathered.segments(),
            gathered.records(),
            gathered.bytes(),
            oldest)));
  }

  private void write() {
    await(SegmentAppender.insert(connection, List.of(gathered.take())));
  }
}
