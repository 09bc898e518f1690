package godwit.http;

import java.util.function.IntConsumer;

/// Where a listener accepts.
///
/// @param port 0 takes a free one
/// @param bound is told which one it became
public record Bind(String host, int port, IntConsumer bound) {
  /// The port to ask Vert.x for: instances that ask for the same negative one get the same free
  /// one.
  public int sharedPort(int free) {
    return port == 0 ? free : port;
  }
}
