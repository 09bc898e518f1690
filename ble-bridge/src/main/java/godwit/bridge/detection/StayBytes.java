package godwit.bridge.detection;

import godwit.codec.air.AirSystem;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;

/// Stays and sightings as the spool keeps them, before they are sealed.
///
/// - shape: detection `u8 system | 16 service | i16 payload type or -1 | u16 length | body`; stay
///   `detection | i32 day | u16 n events sent | u32 n entries`; sighting `i64 millis | u8 quality |
///   UTF name | UTF area | i8 rssi | detection`
/// - units: as [Stay], [Entry], [Sighting]
/// - errors: [IOException] for bytes that are not what was written
/// - source: our own
public final class StayBytes {
  private static final AirSystem[] SYSTEMS = AirSystem.values();
  private static final int MAX_ENTRIES = 8_000_000;

  private StayBytes() {}

  public static void write(Stay stay, DataOutput out) throws IOException {
    write(stay.detection(), out);
    out.writeInt((int) stay.day());
    List<Stay.Sent> sent = stay.sent();
    out.writeShort(sent.size());
    for (Stay.Sent event : sent) {
      out.writeLong(event.id().getMostSignificantBits());
      out.writeLong(event.id().getLeastSignificantBits());
      out.writeShort(event.revision());
      out.writeInt(event.startMillis());
      out.writeInt(event.endMillis());
      out.writeLong(event.content());
    }
    long[] entries = stay.entries();
    out.writeInt(entries.length);
    for (long entry : entries) out.writeLong(entry);
  }

  public static Stay read(DataInput in) throws IOException {
    Detection detection = readDetection(in);
    int day = in.readInt();
    int events = in.readUnsignedShort();
    List<Stay.Sent> sent = new ArrayList<>(events);
    for (int index = 0; index < events; index++) {
      UUID id = new UUID(in.readLong(), in.readLong());
      sent.add(
          new Stay.Sent(id, in.readUnsignedShort(), in.readInt(), in.readInt(), in.readLong()));
    }
    int size = in.readInt();
    if (size < 0 || size > MAX_ENTRIES) throw new IOException("entries=" + size);
    long[] entries = new long[Math.max(1, size)];
    for (int index = 0; index < size; index++) entries[index] = in.readLong();
    return new Stay(detection, day, entries, size, sent);
  }

  public static void write(Sighting sighting, DataOutput out) throws IOException {
    out.writeLong(sighting.millis());
    out.writeByte(sighting.quality().code());
    out.writeUTF(sighting.receiver().name());
    out.writeUTF(sighting.receiver().area());
    out.writeByte(sighting.rssi());
    write(sighting.detection(), out);
  }

  public static Sighting readSighting(DataInput in) throws IOException {
    long millis = in.readLong();
    TimeQuality quality = TimeQuality.of(in.readByte() & 3);
    Receiver receiver = new Receiver(in.readUTF(), in.readUTF());
    int rssi = in.readByte();
    return new Sighting(millis, quality, receiver, rssi, readDetection(in));
  }

  private static void write(Detection detection, DataOutput out) throws IOException {
    byte[] body = detection.body();
    out.writeByte(List.of(SYSTEMS).indexOf(detection.system()));
    out.writeLong(detection.service().getMostSignificantBits());
    out.writeLong(detection.service().getLeastSignificantBits());
    out.writeShort(detection.payloadType().orElse(-1));
    out.writeShort(body.length);
    out.write(body);
  }

  private static Detection readDetection(DataInput in) throws IOException {
    int system = in.readUnsignedByte();
    if (system >= SYSTEMS.length) throw new IOException("system=" + system);
    UUID service = new UUID(in.readLong(), in.readLong());
    int type = in.readShort();
    byte[] body = new byte[in.readUnsignedShort()];
    in.readFully(body);
    if (body.length == 0) throw new IOException("a detection without bytes");
    return Detection.of(
        SYSTEMS[system], service, type < 0 ? OptionalInt.empty() : OptionalInt.of(type), body);
  }
}
