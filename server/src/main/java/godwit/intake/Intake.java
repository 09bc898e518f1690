package godwit.intake;

import godwit.codec.batch.BatchSink;
import godwit.domain.Problem;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.Supplier;

/// What a decoded batch is made into: the part of an upload that knows whose it is.
///
/// An intake that refuses the batch says so by [#refusal()], and throws [Stop] to end the reading.
public interface Intake extends BatchSink {
  /// Makes the intake of one upload.
  interface Factory {
    /// @param segments takes what is kept
    /// @param blockPointer see [godwit.codec.batch.BodyReader#blockPointer()]
    Intake begin(SegmentSink segments, Supplier<Optional<String>> blockPointer);
  }

  /// Why the batch is refused; empty as long as it is not.
  Optional<Problem> refusal();

  /// Commits what was read to its end, once all its segments are settled.
  Future<Outcome> commit();

  /// Gives back what memory it holds. Nothing else is called after it.
  default void release() {}

  /// Ends the reading of a batch that is refused. Says nothing else: the refusal is a value.
  final class Stop extends RuntimeException {
    Stop() {
      super("the batch is refused", null, false, false);
    }
  }
}
