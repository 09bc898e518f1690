package godwit.codec.payload;

import static godwit.codec.payload.PayloadLayout.CONTACT_DATE_ONLY_CODE;
import static godwit.codec.payload.PayloadLayout.CONTACT_EVENT_CODE;
import static godwit.codec.payload.PayloadLayout.CONTACT_PROVENANCE_CODE;
import static godwit.codec.payload.PayloadLayout.CONTACT_READINGS_CODE;

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
  int code();

  /// The section's data as written.
  Bytes data();

  /// The section as Extended Data holds it.
  default ExtendedData.Section section() {
    return new ExtendedData.Section(code(), data(), new SectionValue.Unread());
  }

  /// Whether sections of this code have a meaning here.
  static boolean owns(int code) {
    return code >= CONTACT_READINGS_CODE && code <= CONTACT_DATE_ONLY_CODE;
  }

  /// Reads a section; empty if its code is not ours, or its data not what the code says.
  static Optional<ContactSection> read(ExtendedData.Section section) {
    ByteBuffer data = ByteBuffer.wrap(section.data().toArray());
    return switch (section.code()) {
      case CONTACT_READINGS_CODE -> Readings.read(data);
      case CONTACT_EVENT_CODE -> Event.read(data);
      case CONTACT_PROVENANCE_CODE -> Provenance.read(data);
      case CONTACT_DATE_ONLY_CODE ->
        data.remaining() == DateOnly.BYTES ? Optional.of(new DateOnly()) : Optional.empty();
      default -> Optional.empty();
    };
  }

  /// How strongly the other device was heard when.
  record Reading(int seconds, int rssi) {
    static final int BYTES = 3;

    public Reading {
      if (seconds >>> Short.SIZE != 0 || rssi != (byte) rssi) {
        throw new IllegalArgumentException("seconds=" + seconds + " rssi=" + rssi);
      }
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

    private static Optional<ContactSection> read(ByteBuffer data) {
      if (data.remaining() % Reading.BYTES != 0) return Optional.empty();
      List<Reading> values = new ArrayList<>();
      while (data.hasRemaining()) {
        values.add(new Reading(Short.toUnsignedInt(data.getShort()), data.get()));
      }
      return Optional.of(new Readings(values));
    }

    @Override
    public int code() {
      return CONTACT_READINGS_CODE;
    }

    @Override
    public Bytes data() {
      ByteBuffer data = ByteBuffer.allocate(values.size() * Reading.BYTES);
      for (Reading reading : values) {
        data.putShort((short) reading.seconds()).put((byte) reading.rssi());
      }
      return Bytes.copyOf(data.array());
    }
  }

  /// Which event this is; of one id, a higher revision takes the place of a lower one.
  record Event(UUID id, int revision) implements ContactSection {
    private static final int BYTES = 18;

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
      return CONTACT_EVENT_CODE;
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
    private static final int BYTES = 17;

    private static Optional<ContactSection> read(ByteBuffer data) {
      if (data.remaining() != BYTES) return Optional.empty();
      Optional<Origin> origin = Origin.of(data.get());
      UUID service = new UUID(data.getLong(), data.getLong());
      return origin.map(by -> new Provenance(by, service));
    }

    @Override
    public int code() {
      return CONTACT_PROVENANCE_CODE;
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
      return CONTACT_DATE_ONLY_CODE;
    }

    @Override
    public Bytes data() {
      return Bytes.copyOf(new byte[] {1});
    }
  }
}
