package godwit.bridge.feed;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/// HCI events out of a stream of H4 packets that may lose bytes or hold others.
///
/// - shape: `u8 type`, then 1 `u16 | u8 length`, 2 and 5 `u16 | u16 length`, 3 `u16 | u8 length`, 4
///   `u8 code | u8 length`, and so many bytes; little-endian
/// - units: bytes
/// - errors: counted as [#skipped()]
/// - source: Bluetooth Core Specification, Vol 4 Part A
/*
 * There is no mark at which a packet begins. So a packet counts only once what follows it begins
 * like one, or the stream rests there: where a byte was lost, the packet reaches into the next one,
 * and what follows is none. Then its first byte is passed over, and the search goes on behind it.
 * A controller sends events far more often than anything else, and their codes are few.
 */
public final class H4Stream {
  private static final int MAX_PACKET_BYTES = BtsnoopReader.MAX_PACKET_BYTES;
  private static final int EVENT = 4;

  private final Events events;
  private byte[] waiting = new byte[8_192];
  private int size;
  private int before;
  private boolean inStep;
  private long skipped;
  private long skippedBefore;

  /// Takes events.
  public interface Events {
    /// @param event from its code on, little-endian; valid within the call
    /// @param earlier whether all of it was there before what was added last
    void event(ByteBuffer event, boolean earlier);
  }

  public H4Stream(Events events) {
    this.events = events;
  }

  /// Takes what was read.
  public void add(ByteBuffer bytes) {
    int more = bytes.remaining();
    if (size + more > waiting.length) {
      waiting = Arrays.copyOf(waiting, Math.max(size + more, 2 * waiting.length));
    }
    before = size;
    bytes.get(waiting, size, more);
    size += more;
    take(false);
  }

  /// The stream has ended: a whole packet at its end counts.
  public void end() {
    before = size;
    take(true);
    skipped += size;
    size = 0;
  }

  /// Bytes that were of no packet.
  public long skipped() {
    return skipped;
  }

  /// The same since it was asked before.
  public long takeSkipped() {
    long since = skipped - skippedBefore;
    skippedBefore = skipped;
    return since;
  }

  private void take(boolean ended) {
    int at = 0;
    while (at < size) {
      int length = length(at, inStep);
      int next = at + length;
      boolean open = length == 0 || (length > 0 && next >= size);
      if (open && !ended) break; // more of it has to come, or of what follows
      boolean whole = length > 0 && next <= size;
      if (!whole || (next < size && length(next, true) < 0)) {
        skipped++;
        inStep = false;
        at++;
        continue;
      }
      inStep = true;
      if (waiting[at] == EVENT) {
        ByteBuffer event = ByteBuffer.wrap(waiting, at + 1, length - 1).slice();
        events.event(event.order(ByteOrder.LITTLE_ENDIAN), next <= before);
      }
      at = next;
    }
    System.arraycopy(waiting, at, waiting, 0, size - at);
    size -= at;
  }

  /// Bytes of the packet that begins here; 0 if that cannot be told yet, less if none does. Out of
  /// step only an event is believed: others have lengths that swallow what follows.
  private int length(int at, boolean believed) {
    int left = size - at;
    if (left == 0) return 0;
    if (!believed && waiting[at] != EVENT) return -1;
    return switch (waiting[at]) {
      case 2, 5 -> left < 5 ? 0 : bounded(5 + (u8(at + 3) | (u8(at + 4) & 0x3F) << 8));
      case 3 -> left < 4 ? 0 : 4 + u8(at + 3);
      case EVENT -> {
        if (left >= 2 && !isEventCode(u8(at + 1))) yield -1;
        if (left < 3) yield 0;
        yield isEventShape(at, left) ? 3 + u8(at + 2) : -1;
      }
      default -> -1;
    };
  }

  private static int bounded(int length) {
    return length <= MAX_PACKET_BYTES ? length : -1;
  }

  /* An LE Meta event has a subevent, and a report of adverts a plausible length. */
  private boolean isEventShape(int at, int left) {
    int length = u8(at + 2);
    if (u8(at + 1) != 0x3E) return true;
    if (length == 0) return false;
    return left < 4 || (u8(at + 3) >= 1 && u8(at + 3) <= 0x40);
  }

  private static boolean isEventCode(int code) {
    return (code >= 0x01 && code <= 0x5F) || code == 0xFF;
  }

  private int u8(int at) {
    return waiting[at] & 0xFF;
  }
}
