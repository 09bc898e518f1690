package godwit.perf.load;

import godwit.perf.load.Requests.Ready;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Load that waits for its answers: each connection sends its next batch once the last is
/// confirmed.
///
/// Measures what a server can do, and no latencies: a slow answer delays the next question.
final class ClosedLoop {
  private final Supplier<Optional<Ready>> next;
  private final long records;
  private long confirmed;

  /// @param next a batch to send, until there is none
  /// @param records that every receipt has to say were accepted
  ClosedLoop(Supplier<Optional<Ready>> next, long records) {
    this.next = next;
    this.records = records;
  }

  /// Sends all there is; the batches that were confirmed. One that is not confirmed fails the run.
  Future<Long> run(List<HttpConnection> connections) {
    return Future.all(connections.stream().map(this::run).toList()).map(_ -> confirmed);
  }

  private Future<Void> run(HttpConnection connection) {
    Optional<Ready> ready = next.get();
    if (ready.isEmpty()) return Future.succeededFuture();
    return connection.send(ready.get().request()).compose(answer -> {
      requireAccepted(answer, records);
      confirmed++;
      return run(connection);
    });
  }

  /// Holds a receipt against what was sent.
  static void requireAccepted(HttpAnswer answer, long records) {
    long accepted = answer.require(201, "a batch").getLong("accepted");
    if (accepted != records) {
      throw new IllegalStateException("of " + records + " records " + accepted + " were accepted");
    }
  }
}
