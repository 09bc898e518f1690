package godwit.store.commit;

import godwit.store.mixing.PoolRow;
import godwit.store.segment.StoredSegment;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/// An upload as rows of the pools: one for each destination.
final class PooledUpload {
  private PooledUpload() {}

  /// The rows of an upload whose portions wait; none of another.
  static Stream<PoolRow> rows(Upload upload) {
    return upload.placement() instanceof Upload.Placement.Pooled(UUID ground)
        ? upload.portions().stream().map(each -> row(upload, ground, each))
        : Stream.empty();
  }

  private static PoolRow row(Upload upload, UUID ground, Upload.Portion portion) {
    List<StoredSegment> kept = upload.segments().stream()
        .filter(each -> each.destination() == portion.destination())
        .toList();
    Buffer blocks = Buffer.buffer();
    if (kept.size() == 1) blocks = kept.getFirst().bytes();
    else for (StoredSegment each : kept) blocks.appendBuffer(each.bytes());
    return new PoolRow(
        portion.destination(),
        ground,
        upload.attempt(),
        upload.day(),
        portion.segments() - kept.size(),
        portion.records(),
        portion.bytes(),
        blocks,
        false);
  }
}
