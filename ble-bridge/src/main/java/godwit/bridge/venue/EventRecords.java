package godwit.bridge.venue;

import godwit.bridge.detection.ContactEvent;
import godwit.bridge.detection.Detection;
import godwit.bridge.detection.Sample;
import godwit.codec.payload.ContactSection;
import godwit.codec.payload.ContactSection.Reading;
import godwit.codec.payload.RoutingCode;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.zip.CRC32C;

/// Contact events as records of a contact batch.
///
/// - shape: `u32 start | u32 end | u16 payload length | payload | sections`: 0x11 each area, the
///   one
///   with most samples first; 0x80 readings; 0x81 event; 0x82 provenance; 0x84 listening, `u8
///   percent of the bins in which somebody listened | u8 flags | u8 receivers`
/// - units: seconds since 1970-01-01T00:00Z; flags: bits 0-1 are the time quality, bit 2 says that
///   the length is half a bin given to a single sighting
/// - errors: none
/// - source: docs/protocol.md, "Contact batch"; docs/gateways/README.md
final class EventRecords {
  static final int LISTENING_CODE = 0x84;

  private static final int AREA_CODE = 0x11;
  private static final int LENGTH_GIVEN = 4;
  private static final int MAX_AREA_BYTES = 255;
  private static final int DAY_SECONDS = 86_400;

  private final RoutingCode authority;
  private final int binSeconds;

  EventRecords(RoutingCode authority, int binSeconds) {
    this.authority = authority;
    this.binSeconds = binSeconds;
  }

  /// @param areas the one with most samples first
  /// @param listened percent
  byte[] record(ContactEvent event, UUID id, int revision, List<String> areas, int listened) {
    long start = event.start().getEpochSecond();
    long end = end(event);
    Detection detection = event.detection();
    byte[] payload = detection.payload(authority);
    ByteArrayOutputStream sections = new ByteArrayOutputStream();
    for (String area : areas) {
      byte[] text = area.getBytes(StandardCharsets.UTF_8);
      if (text.length > 0 && text.length <= MAX_AREA_BYTES) section(sections, AREA_CODE, text);
    }
    for (ContactSection readings : readings(event.samples(), end - start)) put(sections, readings);
    put(sections, new ContactSection.Event(id, revision));
    put(sections, new ContactSection.Provenance(detection.origin(), detection.service()));
    int flags = event.quality().code() | (isGiven(event) ? LENGTH_GIVEN : 0);
    byte[] listening = {(byte) listened, (byte) flags, (byte) event.receivers().size()};
    section(sections, LISTENING_CODE, listening);
    return ByteBuffer.allocate(10 + payload.length + sections.size())
        .putInt((int) start)
        .putInt((int) end)
        .putShort((short) payload.length)
        .put(payload)
        .put(sections.toByteArray())
        .array();
  }

  /// Stands for what an event says, apart from its revision and from who listened.
  long content(ContactEvent event, List<String> areas) {
    CRC32C crc = new CRC32C();
    ByteBuffer fields = ByteBuffer.allocate(16 + 8 * event.samples().size());
    fields.putLong(event.start().getEpochSecond()).putLong(end(event));
    for (Sample sample : event.samples()) {
      fields.putInt(sample.offsetSeconds()).putInt(sample.rssi());
    }
    crc.update(fields.array());
    crc.update(String.join("\n", areas).getBytes(StandardCharsets.UTF_8));
    return crc.getValue();
  }

  private long end(ContactEvent event) {
    long end = event.end().getEpochSecond();
    if (!isGiven(event)) return end;
    long lastOfDay = Math.floorDiv(end, (long) DAY_SECONDS) * DAY_SECONDS + DAY_SECONDS - 1;
    return Math.min(end + binSeconds / 2, lastOfDay);
  }

  private static boolean isGiven(ContactEvent event) {
    return event.end().getEpochSecond() == event.start().getEpochSecond();
  }

  private static List<ContactSection> readings(List<Sample> samples, long length) {
    List<ContactSection> sections = new ArrayList<>();
    List<Reading> values = new ArrayList<>();
    for (Sample sample : samples) {
      values.add(new Reading((int) Math.min(sample.offsetSeconds(), length), sample.rssi()));
      if (values.size() < ContactSection.Readings.MAX) continue;
      sections.add(new ContactSection.Readings(values));
      values = new ArrayList<>();
    }
    if (!values.isEmpty()) sections.add(new ContactSection.Readings(values));
    return sections;
  }

  private static void put(ByteArrayOutputStream out, ContactSection section) {
    section(out, section.code(), section.data().toArray());
  }

  private static void section(ByteArrayOutputStream out, int code, byte[] bytes) {
    out.write(code);
    out.write(bytes.length);
    out.writeBytes(bytes);
  }
}
