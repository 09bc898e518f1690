package godwit.http.connection;

import godwit.intake.Body;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.internal.buffer.BufferInternal;

/// A body as Vert.x hands it on: copied once from the network's memory to the heap.
///
/// For HTTP/2, where frames of several bodies share a connection.
final class RequestBody implements Body {
  private final HttpServerRequest request;
  /* Never two pieces at once, or the second would displace the first. */
  private boolean asked;

  /// @param request which is paused
  RequestBody(HttpServerRequest request) {
    this.request = request;
  }

  @Override
  public void readBy(Reader reader) {
    request.handler(buffer -> {
      asked = false;
      reader.piece(((BufferInternal) buffer).getByteBuf().nioBuffer());
    });
    request.endHandler(_ -> reader.end());
    request.exceptionHandler(reader::failed);
  }

  @Override
  public void ask() {
    if (asked) return;
    asked = true;
    request.fetch(1);
  }

  @Override
  public void letGo() {
    if (!request.isEnded()) request.handler((Buffer _) -> {});
  }
}
