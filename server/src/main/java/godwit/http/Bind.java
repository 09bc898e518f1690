package godwit.http;

import io.vertx.core.Future;
import java.io.IOException;
import java.net.BindException;
import java.util.function.IntConsumer;

/// Where a listener accepts.
///
/// @param key of the configuration that says so
/// @param port 0 takes a free one
/// @param bound is told which one it became
public record Bind(String key, String host, int port, IntConsumer bound) {
  /// The port to ask Vert.x for: instances that ask for the same negative one get the same free
  /// one.
  public int sharedPort(int free) {
    return port == 0 ? free : port;
  }

  /// What a listener says that could not be opened.
  public <T> Future<T> refused(Throwable failure) {
    String reason = failure instanceof BindException
        ? String.valueOf(failure.getMessage())
        : String.valueOf(failure);
    return Future.failedFuture(
        new IOException("%s: cannot listen at %s:%d: %s".formatted(key, host, port, reason)));
  }
}
