package godwit.intake;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.streams.ReadStream;
import java.util.Optional;

/// A body that comes in answer to a question of this node's own: read on one context, and used on
/// an event loop.
final class FetchedBody implements Body {
  private final ReadStream<Buffer> source;
  private final Context from;
  private Optional<Reader> reader = Optional.empty();
  private boolean asked;
  /* What may come before anybody reads. */
  private boolean ended;
  private Optional<Throwable> failure = Optional.empty();

  /// @param source paused, and whose context is the one that this is called on
  /// @param to the event loop of the reader
  FetchedBody(ReadStream<Buffer> source, Context from, Context to) {
    this.source = source;
    this.from = from;
    source.exceptionHandler(failure -> to.runOnContext(_ -> failed(failure)));
    source.endHandler(_ -> to.runOnContext(_ -> end()));
    source.handler(piece -> to.runOnContext(_ -> piece(piece)));
  }

  @Override
  public void readBy(Reader next) {
    reader = Optional.of(next);
    failure.ifPresent(next::failed);
  }

  @Override
  public void ask() {
    if (asked) return;
    if (ended) {
      reader.ifPresent(Reader::end);
      return;
    }
    asked = true;
    from.runOnContext(_ -> source.fetch(1));
  }

  /// The connection ends, if it has not yet, with whoever has asked for the body.
  @Override
  public void letGo() {
    reader = Optional.empty();
  }

  private void piece(Buffer piece) {
    asked = false;
    reader.ifPresent(each -> each.piece(((BufferInternal) piece).getByteBuf().nioBuffer()));
  }

  private void end() {
    ended = true;
    if (asked) reader.ifPresent(Reader::end);
  }

  private void failed(Throwable broken) {
    failure = Optional.of(broken);
    reader.ifPresent(each -> each.failed(broken));
  }
}
