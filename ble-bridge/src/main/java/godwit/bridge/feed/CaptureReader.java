package godwit.bridge.feed;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;

/// A capture, read record by record in bounded memory.
public interface CaptureReader {
  /// Moves to the next record; false at the capture's end.
  ///
  /// @throws CaptureException if what follows is no record
  boolean next() throws IOException;

  /// When the record was made; before 1970 where it does not say.
  Instant time();

  /// Packets that the recorder says it lost before this record.
  long recorderDrops();

  /// Whether the recorder kept only the packet's first bytes.
  boolean isCut();

  /// Whether the record is an HCI event; commands and data are not.
  boolean isEvent();

  /// The event from its code on, little-endian; valid until [#next()].
  ///
  /// @throws IllegalStateException if the record is no event
  ByteBuffer event();
}
