package godwit.bridge;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;

/// One record of a capture, as far as a replay looks at it.
///
/// @param cut whether the recorder kept only a part
/// @param event the HCI event that it is, valid until the next record is read
record CaptureRecord(Instant time, boolean cut, Optional<ByteBuffer> event) {
  /// The same, valid for longer.
  CaptureRecord kept() {
    return new CaptureRecord(time, cut, event.map(CaptureRecord::copy));
  }

  private static ByteBuffer copy(ByteBuffer event) {
    ByteBuffer copy = ByteBuffer.allocate(event.remaining()).order(event.order());
    return copy.put(event.duplicate()).flip();
  }
}
