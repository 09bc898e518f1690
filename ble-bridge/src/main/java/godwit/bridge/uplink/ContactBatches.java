package godwit.bridge.uplink;

import godwit.bridge.spool.Spool;
import godwit.codec.batch.BatchWriter;
import godwit.codec.batch.BlockBuilder;
import godwit.codec.batch.Magic;
import godwit.codec.batch.Preamble;
import godwit.codec.payload.RoutingCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;

/// Contact batches made of waiting events.
///
/// Within a batch the records are in the order of their event ids, which is none: so nothing of
/// when
/// who came is in it that is not in the records.
final class ContactBatches {
  static final int MAX_RECORDS = 2_000;
  static final int MAX_BYTES = 240_000;

  private static final int FIXED_BYTES = 12;

  private final RoutingCode authority;

  ContactBatches(RoutingCode authority) {
    this.authority = authority;
  }

  /// As many of the events, from the first, as go into one batch.
  static List<Spool.Event> fitting(List<Spool.Event> waiting) {
    List<Spool.Event> events = new ArrayList<>();
    int bytes = 0;
    for (Spool.Event event : waiting) {
      bytes += event.record().length + FIXED_BYTES;
      if (!events.isEmpty() && (bytes > MAX_BYTES || events.size() == MAX_RECORDS)) break;
      events.add(event);
    }
    return events;
  }

  byte[] bytes(UUID batch, long createdMillis, List<Spool.Event> events) {
    List<Spool.Event> mixed = new ArrayList<>(events);
    mixed.sort(Comparator.comparing(Spool.Event::id));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      BatchWriter writer = new BatchWriter(
          new Preamble(Magic.CONTACTS, 0, batch, authority, authority, createdMillis), bytes);
      BlockBuilder block = BlockBuilder.contacts();
      for (Spool.Event event : mixed) add(block, writer, event);
      writer.block(block);
      writer.finish();
    } catch (IOException e) {
      throw new IllegalStateException("memory takes all that is written", e);
    }
    return bytes.toByteArray();
  }

  private static void add(BlockBuilder block, BatchWriter writer, Spool.Event event)
      throws IOException {
    ByteBuffer record = ByteBuffer.wrap(event.record());
    long start = Integer.toUnsignedLong(record.getInt());
    long end = Integer.toUnsignedLong(record.getInt());
    byte[] payload = new byte[Short.toUnsignedInt(record.getShort())];
    record.get(payload);
    byte[] sections = new byte[record.remaining()];
    record.get(sections);
    if (block.addContact(start, end, payload, sections)) return;
    writer.block(block);
    if (!block.addContact(start, end, payload, sections)) {
      throw new IllegalArgumentException("bytes=" + event.record().length);
    }
  }
}
