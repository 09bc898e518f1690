package godwit.codec.payload;

import godwit.codec.BigEndian;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/// What a section about a contact event says, where its code is one that this exchange has given a
/// meaning; within a payload the same codes are their sender's own.
///
/// - shape: the table below, as the data of a section
/// - units: dBm; seconds since the event's start; numbers are big-endian
/// - errors: [#read] answers nothing for other codes and for data that does not fit its code
/// - source: docs/protocol.md, "Contact batch"
///
/// | code | data |
/// |---|---|
/// | 0x80 readings | 1 to 85 of `u16 seconds, i8 RSSI` |
/// | 0x81 event | 16 id, `u16` revision |
/// | 0x82 provenance | `u8` how the header was found, 16 service UUID |
/// | 0x83 date only | 1 byte, written as 1 |
public sealed interface ContactSection {
  int READINGS_CODE = 0x80;
  int EVENT_CODE = 0x81;
  int PROVENANCE_CODE = 0x82;
  int DATE_ONLY_CODE = 0x83;

  int code();

  /// The section's data as written.
  Bytes data();

  /// The section as Extended Data holds it.
  default ExtendedData.Section section() {
    return new ExtendedData.Section(code(), data(), new SectionValue.Unread());
  }

  /// Whether sections of this code have a meaning here.
  static boolean owns(int code) {
    return code >= READINGS_CODE && code <= DATE_ONLY_CODE;
  }

  /// Reads a section; empty if its code is not ours, or its data not what the code says.
  static Optional<ContactSection> read(ExtendedData.Section section) {
    ByteBuffer data = ByteBuffer.wrap(section.data().toArray());
    return switch (section.code()) {
      case READINGS_CODE -> Readings.read(data.array());
      case EVENT_CODE -> Event.read(data);
      case PROVENANCE_CODE -> Provenance.read(data);
      case DATE_ONLY_CODE ->
        data.remaining() == DateOnly.BYTES ? Optional.of(new DateOnly()) : Optional.empty();
      default -> Optional.empty();
    };
  }

  /// How strongly the other device was heard when.
  ///
  /// - shape: `u16 seconds | i8 RSSI`
  /// - units: seconds since the event's start; dBm
  record Reading(int seconds, int rssi) {
    private static final int SECONDS_OFFSET = 0;
    private static final int RSSI_OFFSET = SECONDS_OFFSET + Short.BYTES;

    /// Bytes of one reading.
    public static final int BYTES = RSSI_OFFSET + Byte.BYTES;

    public Reading {
      if (seconds >>> Short.SIZE != 0 || rssi != (byte) rssi) {
        throw new IllegalArgumentException("seconds=" + seconds + " rssi=" + rssi);
      }
    }

    /// The seconds of the reading at `offset`.
    public static int seconds(byte[] bytes, int offset) {
      return BigEndian.uint16(bytes, offset + SECONDS_OFFSET);
    }

    /// The strength of the reading at `offset`.
    public static int rssi(byte[] bytes, int offset) {
      return bytes[offset + RSSI_OFFSET];
    }

    /// Writes a reading at `offset`.
    public static void put(byte[] target, int offset, int seconds, int rssi) {
      BigEndian.put16(target, offset + SECONDS_OFFSET, seconds);
      BigEndian.put8(target, offset + RSSI_OFFSET, rssi);
    }
  }

  /// Readings in the order they were written; a longer series takes several sections.
  record Readings(List<Reading> values) implements ContactSection {
    /// Readings that fit one section.
    public static final int MAX = PayloadLayout.MAX_SECTION_BYTES / Reading.BYTES;

    public Readings {
      values = List.copyOf(values);
      if (values.isEmpty() || values.size() > MAX) {
        throw new IllegalArgumentException("readings=" + values.size());
      }
    }

    private static Optional<ContactSection> read(byte[] data) {
      if (data.length % Reading.BYTES != 0) return Optional.empty();
      List<Reading> values = new ArrayList<>();
      for (int at = 0; at < data.length; at += Reading.BYTES) {
        values.add(new Reading(Reading.seconds(data, at), Reading.rssi(data, at)));
      }
      return Optional.of(new Readings(values));
    }

    @Override
    public int code() {
      return READINGS_CODE;
    }

    @Override
    public Bytes data() {
      byte[] data = new byte[values.size() * Reading.BYTES];
      int at = 0;
      for (Reading reading : values) {
        Reading.put(data, at, reading.seconds(), reading.rssi());
        at += Reading.BYTES;
      }
      return Bytes.copyOf(data);
    }
  }

  /// Which event this is; of one id, a higher revision takes the place of a lower one.
  record Event(UUID id, int revision) implements ContactSection {
    private static final int REVISION_OFFSET = 2 * Long.BYTES;

    /// Bytes of its data.
    public static final int BYTES = REVISION_OFFSET + Short.BYTES;

    /// The upper half of the id of the event at `offset`.
    public static long upper(byte[] bytes, int offset) {
      return BigEndian.int64(bytes, offset);
    }

    /// The lower half of the id of the event at `offset`.
    public static long lower(byte[] bytes, int offset) {
      return BigEndian.int64(bytes, offset + Long.BYTES);
    }

    /// The revision of the event at `offset`.
    public static int revision(byte[] bytes, int offset) {
      return BigEndian.uint16(bytes, offset + REVISION_OFFSET);
    }

    public Event {
      if (revision >>> Short.SIZE != 0) throw new IllegalArgumentException("revision=" + revision);
    }

    private static Optional<ContactSection> read(ByteBuffer data) {
      if (data.remaining() != BYTES) return Optional.empty();
      UUID id = new UUID(data.getLong(), data.getLong());
      return Optional.of(new Event(id, Short.toUnsignedInt(data.getShort())));
    }

    @Override
    public int code() {
      return EVENT_CODE;
    }

    @Override
    public Bytes data() {
      return Bytes.copyOf(ByteBuffer.allocate(BYTES)
          .putLong(id.getMostSignificantBits())
          .putLong(id.getLeastSignificantBits())
          .putShort((short) revision)
          .array());
    }
  }

  /// Where the payload's exposure header comes from, and under which service it was heard.
  record Provenance(Origin origin, UUID service) implements ContactSection {
    private static final int SERVICE_OFFSET = Byte.BYTES;

    /// Bytes of the section's data.
    public static final int BYTES = SERVICE_OFFSET + 2 * Long.BYTES;

    /// Who wrote the header, where the data begins at `offset`; empty for a word that is none.
    public static Optional<Origin> origin(byte[] bytes, int offset) {
      return Origin.of(bytes[offset]);
    }

    /// Whether the data that begins at `offset` names this service.
    public static boolean isOf(byte[] bytes, int offset, UUID service) {
      int at = offset + SERVICE_OFFSET;
      return BigEndian.int64(bytes, at) == service.getMostSignificantBits()
          && BigEndian.int64(bytes, at + Long.BYTES) == service.getLeastSignificantBits();
    }

    private static Optional<ContactSection> read(ByteBuffer data) {
      if (data.remaining() != BYTES) return Optional.empty();
      Optional<Origin> origin = Origin.of(data.get());
      UUID service = new UUID(data.getLong(), data.getLong());
      return origin.map(by -> new Provenance(by, service));
    }

    @Override
    public int code() {
      return PROVENANCE_CODE;
    }

    @Override
    public Bytes data() {
      return Bytes.copyOf(ByteBuffer.allocate(BYTES)
          .put(origin.code)
          .putLong(service.getMostSignificantBits())
          .putLong(service.getLeastSignificantBits())
          .array());
    }
  }

  /// Who wrote an exposure header.
  enum Origin {
    /// The device that was heard.
    HEARD(0),
    /// The receiver, who knew the type from the transport.
    PREPENDED(1),
    /// The receiver, who did not know the type: it is 0xFF.
    UNKNOWN_TYPE(2);

    private final byte code;

    Origin(int code) {
      this.code = (byte) code;
    }

    private static Optional<Origin> of(byte code) {
      for (Origin origin : values()) {
        if (origin.code == code) return Optional.of(origin);
      }
      return Optional.empty();
    }

    /// The word callers see, such as `unknown-type`.
    public String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /// Nothing but the day is known: start and end are its first second.
  record DateOnly() implements ContactSection {
    private static final int BYTES = 1;

    @Override
    public int code() {
      return DATE_ONLY_CODE;
    }

    @Override
    public Bytes data() {
      return Bytes.copyOf(new byte[] {1});
    }
  }
}
