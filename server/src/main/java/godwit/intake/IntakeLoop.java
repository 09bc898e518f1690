package godwit.intake;

import godwit.codec.batch.Pieces;
import godwit.codec.batch.Preamble.Field;
import godwit.domain.Place;
import godwit.domain.Problem;
import godwit.domain.ProblemType;
import godwit.intake.content.InflaterPool;
import godwit.store.commit.BatchKey;
import godwit.store.commit.Batches;
import godwit.store.commit.CommitResult;
import godwit.store.commit.Upload;
import godwit.store.segment.SegmentAppender;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// What the uploads of one event loop share; used on that loop only.
///
/// @param pool connections of this loop
/// @param open uploads whose bodies are being read
public record IntakeLoop(
    IntakeContext node,
    Vertx vertx,
    Pool pool,
    SegmentAppender segments,
    Batches batches,
    Pieces pieces,
    InflaterPool inflaters,
    UploadMeters meters,
    Set<UploadPump> open) {

  /// Makes what the loop that this is called on needs.
  public static IntakeLoop of(IntakeContext node, Vertx vertx, Pool pool) {
    Set<UploadPump> open = new LinkedHashSet<>();
    vertx.setPeriodic(Pace.LOOK_MILLIS, _ -> List.copyOf(open).forEach(UploadPump::look));
    return new IntakeLoop(
        node,
        vertx,
        pool,
        new SegmentAppender(node.ahead()),
        new Batches(pool),
        node.memory().onLoop(),
        new InflaterPool(),
        new UploadMeters(node.metrics()),
        open);
  }

  /// Commits an upload whose segments are settled, and wakes who waits for what it made visible.
  Future<Outcome> commit(Upload upload, SegmentSink segments) {
    return node.committer().commit(upload).map(result -> {
      if (result instanceof CommitResult.Committed) {
        segments.committed();
        switch (upload.placement()) {
          case Upload.Placement.AtOnce _ -> node.committed().run();
          case Upload.Placement.Pooled _ -> node.pooled().run();
          case Upload.Placement.Held _ -> {} // until its case comes
        }
      }
      return Outcome.of(result);
    });
  }

  /// The outcome of a batch that is too old to be stored: the first one, if its key is held.
  ///
  /// @param document whether it came as a document
  Future<Outcome> stale(BatchKey key, byte[] digest, boolean document) {
    Problem otherwise = new Problem(
        ProblemType.STALE, Place.of(Field.CREATED, document), "created is outside of the window");
    return firstOr(key, digest, new Outcome.Refused(otherwise));
  }

  /// The outcome of a batch that nothing can be made of now: the first one, if its key is held.
  Future<Outcome> firstOr(BatchKey key, byte[] digest, Outcome otherwise) {
    return batches.find(key, digest).map(held -> held.map(Outcome::of).orElse(otherwise));
  }
}
