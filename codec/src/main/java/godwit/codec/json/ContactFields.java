package godwit.codec.json;

import static godwit.codec.payload.SectionCursor.HEAD_BYTES;
import static godwit.codec.payload.SectionCursor.MAX_DATA_BYTES;

import godwit.codec.BigEndian;
import godwit.codec.batch.ContactParts;
import godwit.codec.batch.ContactRecord;
import godwit.codec.batch.Pieces;
import godwit.codec.payload.ContactSection;
import godwit.codec.payload.SectionCursor;
import godwit.codec.payload.SectionKind;

/// What has been read of one contact event.
///
/// - shape: start, end, payload length, payload; sections 0x40 RSSI, 0x41 transmit power, 0x42
///   model, 0x80 readings, then the others in their order
/// - units: those of the octets
/// - errors: the member at fault
/// - source: docs/protocol.md, "Contact events as JSON"
final class ContactFields implements ContactParts {
  private static final int RSSI_SECTION = SectionKind.YOUR_RSSI.firstCode();
  private static final int TX_POWER_SECTION = SectionKind.YOUR_TX_POWER.firstCode();
  private static final int MODEL_SECTION = SectionKind.MY_PHONE_MODEL.firstCode();
  private static final int READINGS_SECTION = ContactSection.READINGS_CODE;

  final DataText payload;
  final DataText data;
  final ReadingsValue readings;
  final ShortText model = new ShortText();
  private final GatheredBytes sections;
  private int members;
  private long start;
  private long end;
  private int rssi;
  private int txPower;
  private int code;

  ContactFields(Pieces pieces) {
    this.payload = new DataText(pieces, DataText.MAX_BYTES);
    this.data = new DataText(pieces, MAX_DATA_BYTES);
    this.readings = new ReadingsValue(pieces);
    this.sections = new GatheredBytes(pieces);
  }

  void begin() {
    members = 0;
    readings.clear();
    sections.begin();
  }

  /// Bytes of the pieces that it holds.
  int heldBytes() {
    return payload.heldBytes() + data.heldBytes() + readings.heldBytes() + sections.heldBytes();
  }

  void release() {
    payload.release();
    data.release();
    readings.release();
    sections.release();
  }

  void set(Member member, long value) {
    if (member == Member.START) start = value;
    else if (member == Member.END) end = value;
    else if (member == Member.RSSI) rssi = (int) value;
    else if (member == Member.TX_POWER) txPower = (int) value;
    else if (member == Member.SECTION_CODE) code = (int) value;
    else throw new IllegalArgumentException("member=" + member);
  }

  /// Whether sections of this code are written as members of their own.
  static boolean hasMember(long sectionCode) {
    return sectionCode == RSSI_SECTION
        || sectionCode == TX_POWER_SECTION
        || sectionCode == MODEL_SECTION
        || sectionCode == READINGS_SECTION;
  }

  /// Adds the open section to the event.
  GatheredBytes.Room addSection() {
    GatheredBytes.Room room = sections.room(HEAD_BYTES + data.length());
    if (room == GatheredBytes.Room.THERE) {
      sections.put(code);
      sections.put(data.length());
      sections.put(data.bytes(), data.length());
    }
    return room;
  }

  /// Says which members the event has; false if it is longer than a record can be.
  boolean end(int all) {
    members = all;
    return bytes() <= ContactRecord.MAX_BYTES;
  }

  @Override
  public int bytes() {
    int parts = (readings.length() + MAX_DATA_BYTES - 1) / MAX_DATA_BYTES;
    int all = (has(Member.RSSI) ? HEAD_BYTES + 1 : 0)
        + (has(Member.TX_POWER) ? HEAD_BYTES + 1 : 0)
        + (has(Member.MODEL) ? HEAD_BYTES + model.length() : 0)
        + parts * HEAD_BYTES
        + readings.length()
        + sections.length();
    return ContactRecord.bytes(payload.length(), all);
  }

  @Override
  public void write(byte[] target, int offset) {
    int at = ContactRecord.put(target, offset, bytes(), start, end, payload.length());
    System.arraycopy(payload.bytes(), 0, target, at, payload.length());
    at += payload.length();
    if (has(Member.RSSI)) at = one(target, at, RSSI_SECTION, rssi);
    if (has(Member.TX_POWER)) at = one(target, at, TX_POWER_SECTION, txPower);
    if (has(Member.MODEL)) {
      at = section(target, at, MODEL_SECTION, model.bytes(), 0, model.length());
    }
    for (int from = 0; from < readings.length(); from += MAX_DATA_BYTES) {
      int length = Math.min(MAX_DATA_BYTES, readings.length() - from);
      at = section(target, at, READINGS_SECTION, readings.bytes(), from, length);
    }
    System.arraycopy(sections.bytes(), 0, target, at, sections.length());
  }

  private static int one(byte[] target, int at, int sectionCode, int value) {
    int data = SectionCursor.putHead(target, at, sectionCode, 1);
    BigEndian.put8(target, data, value);
    return data + 1;
  }

  private static int section(
      byte[] target, int at, int sectionCode, byte[] from, int offset, int length) {
    int data = SectionCursor.putHead(target, at, sectionCode, length);
    System.arraycopy(from, offset, target, data, length);
    return data + length;
  }

  private boolean has(Member member) {
    return (members & member.bit()) != 0;
  }
}
