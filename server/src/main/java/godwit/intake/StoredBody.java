package godwit.intake;

import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.util.Optional;

/// A body that is there already.
final class StoredBody implements Body {
  private static final int PIECE_BYTES = 64 * 1024;

  private final Buffer bytes;
  private Optional<Reader> reader = Optional.empty();
  private int read;

  StoredBody(Buffer bytes) {
    this.bytes = bytes;
  }

  @Override
  public void readBy(Reader next) {
    reader = Optional.of(next);
  }

  @Override
  public void ask() {
    if (read == bytes.length()) {
      reader.ifPresent(Reader::end);
      return;
    }
    int from = read;
    read = Math.min(bytes.length(), from + PIECE_BYTES);
    reader.ifPresent(each -> each.piece(ByteBuffer.wrap(bytes.getBytes(from, read))));
  }

  @Override
  public void letGo() {
    reader = Optional.empty();
  }
}
