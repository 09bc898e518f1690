package godwit.perf.load;

import io.vertx.core.Future;
import java.util.Optional;

/// Reads pages of an exposure list, each where the `Link` of the one before it leads.
final class ListReading {
  private static final String FIRST = "/exposure-list";

  private final HttpConnection connection;
  private final long bytes;
  private long read;
  private long pages;

  /// @param bytes after which it stops; the list may be shorter
  ListReading(HttpConnection connection, long bytes) {
    this.connection = connection;
    this.bytes = bytes;
  }

  /// What was read.
  record Result(long pages, long bytes) {}

  Future<Result> run() {
    return page(FIRST).map(_ -> new Result(pages, read));
  }

  private Future<Void> page(String path) {
    return connection.send(Requests.get(path)).compose(answer -> {
      if (answer.status() == 204) return Future.succeededFuture();
      if (answer.status() != 200) {
        throw new IllegalStateException("a page was answered " + answer.status());
      }
      read += answer.bodyBytes();
      pages++;
      Optional<String> next = answer.next();
      return next.isEmpty() || read >= bytes ? Future.succeededFuture() : page(next.get());
    });
  }
}
