package godwit.bridge.uplink;

import godwit.bridge.spool.Spool;
import godwit.codec.batch.BatchLayout;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/// The events of a batch that was made here, taken out again so that smaller ones can be made.
final class BatchEvents {
  private static final int BODY_LENGTH = 16;

  private BatchEvents() {}

  static List<Spool.Event> of(Spool.Batch batch) {
    List<Spool.Event> events = new ArrayList<>();
    ByteBuffer bytes = ByteBuffer.wrap(batch.bytes());
    int block = BatchLayout.PREAMBLE_BYTES;
    while (bytes.get(block) == BatchLayout.KIND_CONTACTS) {
      int record = block + BatchLayout.HEADER_BYTES;
      int end = record + bytes.getInt(block + BODY_LENGTH);
      while (record < end) {
        int next = record + 2 + Short.toUnsignedInt(bytes.getShort(record));
        byte[] event = Arrays.copyOfRange(batch.bytes(), record + 2, next);
        // Its id decides no more than its place in the batch.
        UUID place = new UUID(0, events.size());
        events.add(new Spool.Event(place, batch.endedSeconds(), event));
        record = next;
      }
      block = end;
    }
    return events;
  }
}
