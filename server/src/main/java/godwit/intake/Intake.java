package godwit.intake;

import godwit.codec.batch.BatchSink;
import godwit.domain.Receipt;
import io.vertx.core.Future;

/// What a decoded batch is made into: the part of an upload that knows whose it is.
public interface Intake extends BatchSink {
  /// Whether no more bytes should be read just now.
  boolean isFull();

  /// Whether all that was handed on has been written.
  boolean isSettled();

  /// Commits what was read to its end, once [#isSettled()]. The receipt says whether the batch was
  /// held before.
  ///
  /// Fails with a [godwit.domain.Refusal] where nothing is kept.
  Future<Receipt> commit();

  /// Gives all memory back. Nothing else may be called after it.
  void close();
}
