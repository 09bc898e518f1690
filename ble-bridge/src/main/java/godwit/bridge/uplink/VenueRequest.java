package godwit.bridge.uplink;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/// A window of this venue that the authority asks about.
///
/// @param area of the venue; empty for all
record VenueRequest(String id, Optional<String> area, Instant from, Instant to) {
  private static final int AREA_CODE = 0x11;

  /// Whether an event, as it waits in the spool, reaches into the window.
  boolean covers(byte[] record) {
    ByteBuffer fields = ByteBuffer.wrap(record);
    long start = Integer.toUnsignedLong(fields.getInt());
    long end = Integer.toUnsignedLong(fields.getInt());
    if (end < from.getEpochSecond() || start > to.getEpochSecond()) return false;
    if (area.isEmpty()) return true;
    byte[] wanted = area.get().getBytes(StandardCharsets.UTF_8);
    int payload = Short.toUnsignedInt(fields.getShort());
    fields.position(fields.position() + payload);
    while (fields.remaining() >= 2) {
      int code = fields.get() & 0xFF;
      byte[] data = new byte[fields.get() & 0xFF];
      fields.get(data);
      if (code == AREA_CODE && java.util.Arrays.equals(data, wanted)) return true;
    }
    return false;
  }
}
