package godwit.bridge.feed;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/// A pcapng capture file, read block by block in bounded memory.
///
/// - shape: blocks of `u32 type | u32 length | body, padded to 4 | u32 length`, in the byte order
/// of
///   their section; a section has interfaces, and a packet names its own
/// - units: times are 64 bits of the interface's unit, microseconds unless it says otherwise; link
///   types as for [PcapReader]
/// - errors: [CaptureException]; packets of interfaces that are no Bluetooth HCI are records and no
///   events
/// - source: the pcapng capture file format
public final class PcapngReader implements CaptureReader {
  /// The type of the block that begins a section, the same in either byte order.
  static final int SECTION = 0x0A0D0D0A;

  private static final int ORDER_MAGIC = 0x1A2B3C4D;
  private static final int INTERFACE = 1;
  private static final int SIMPLE_PACKET = 3;
  private static final int PACKET = 6;
  private static final int HEADER_BYTES = 8;
  private static final int MIN_BLOCK_BYTES = 12;
  private static final int PACKET_FIXED_BYTES = 20;
  private static final int RESOLUTION_OPTION = 9;
  private static final int OFFSET_OPTION = 14;
  private static final int MAX_INTERFACES = 256;
  private static final int MAX_INTERFACE_BYTES = 65_536;

  private final RecordBytes in;
  private final byte[] packet = new byte[RecordBytes.MAX_PACKET_BYTES];
  private final List<Interface> interfaces = new ArrayList<>();
  private ByteOrder order = ByteOrder.LITTLE_ENDIAN;
  private int packetBytes;
  private boolean cut;
  private OptionalInt event = OptionalInt.empty();
  private Instant time = Instant.EPOCH;

  /// @param unitsPerSecond of its times
  private record Interface(LinkKind link, long unitsPerSecond, long offsetSeconds) {
    Instant instant(long units) {
      long seconds = Long.divideUnsigned(units, unitsPerSecond);
      long rest = Long.remainderUnsigned(units, unitsPerSecond);
      long nanos = (long) ((double) rest / unitsPerSecond * 1_000_000_000L);
      if (1_000_000_000L % unitsPerSecond == 0) nanos = rest * (1_000_000_000L / unitsPerSecond);
      if (seconds < 0 || seconds > 1L << 40) return Instant.MAX;
      return Instant.ofEpochSecond(seconds + offsetSeconds, nanos);
    }
  }

  PcapngReader(InputStream stream) {
    in = new RecordBytes(stream);
  }

  @Override
  public boolean next() throws IOException {
    byte[] header = new byte[HEADER_BYTES];
    while (true) {
      in.begin();
      if (!in.read(header, HEADER_BYTES)) return false;
      int type = ByteBuffer.wrap(header).order(order).getInt(0);
      if (type == SECTION) {
        beginSection(header);
        continue;
      }
      long length = blockLength(header);
      long body = length - MIN_BLOCK_BYTES;
      switch (type) {
        case INTERFACE -> addInterface(body);
        case PACKET -> readPacket(body);
        case SIMPLE_PACKET -> readSimplePacket(body);
        default -> in.skip(body);
      }
      endBlock(length);
      if (type == PACKET || type == SIMPLE_PACKET) return true;
    }
  }

  private void beginSection(byte[] header) throws IOException {
    byte[] magic = new byte[Integer.BYTES];
    in.require(magic, magic.length);
    int found = ByteBuffer.wrap(magic).getInt();
    if (found == ORDER_MAGIC) order = ByteOrder.BIG_ENDIAN;
    else if (Integer.reverseBytes(found) == ORDER_MAGIC) order = ByteOrder.LITTLE_ENDIAN;
    else throw in.damaged("a section without its byte order");
    interfaces.clear();
    long length = blockLength(header);
    if (length < MIN_BLOCK_BYTES + Integer.BYTES) throw in.damaged("a section of " + length);
    in.skip(length - MIN_BLOCK_BYTES - Integer.BYTES);
    endBlock(length);
  }

  private long blockLength(byte[] header) throws CaptureException {
    long length = Integer.toUnsignedLong(ByteBuffer.wrap(header).order(order).getInt(4));
    if (length < MIN_BLOCK_BYTES || length % 4 != 0) {
      throw in.damaged("a block of " + length + " bytes");
    }
    return length;
  }

  private void endBlock(long length) throws IOException {
    byte[] again = new byte[Integer.BYTES];
    in.require(again, again.length);
    long repeated = Integer.toUnsignedLong(ByteBuffer.wrap(again).order(order).getInt());
    if (repeated != length) throw in.damaged("a block of " + length + " that ends as " + repeated);
  }

  private void addInterface(long body) throws IOException {
    if (body < 8 || body > MAX_INTERFACE_BYTES || interfaces.size() == MAX_INTERFACES) {
      throw in.damaged("an interface of " + body + " bytes");
    }
    byte[] bytes = new byte[(int) body];
    in.require(bytes, bytes.length);
    ByteBuffer fields = ByteBuffer.wrap(bytes).order(order);
    LinkKind link = LinkKind.ofPcap(fields.getShort(0) & 0xFFFF);
    long units = 1_000_000;
    long offset = 0;
    int at = 8;
    while (at + 4 <= bytes.length) {
      int code = fields.getShort(at) & 0xFFFF;
      int length = fields.getShort(at + 2) & 0xFFFF;
      if (code == 0 || at + 4 + length > bytes.length) break;
      if (code == RESOLUTION_OPTION && length == 1) units = unitsPerSecond(bytes[at + 4]);
      if (code == OFFSET_OPTION && length == Long.BYTES) offset = fields.getLong(at + 4);
      at += 4 + (length + 3) / 4 * 4;
    }
    interfaces.add(new Interface(link, units, offset));
  }

  private long unitsPerSecond(byte resolution) throws CaptureException {
    int power = resolution & 0x7F;
    if (resolution < 0 ? power > 62 : power > 18) throw in.damaged("times of 2 or 10^-" + power);
    if (resolution < 0) return 1L << power;
    long units = 1;
    for (int index = 0; index < power; index++) units *= 10;
    return units;
  }

  private void readPacket(long body) throws IOException {
    if (body < PACKET_FIXED_BYTES) throw in.damaged("a packet block of " + body + " bytes");
    byte[] fixed = new byte[PACKET_FIXED_BYTES];
    in.require(fixed, fixed.length);
    ByteBuffer fields = ByteBuffer.wrap(fixed).order(order);
    long index = Integer.toUnsignedLong(fields.getInt());
    long units = Integer.toUnsignedLong(fields.getInt()) << 32;
    units |= Integer.toUnsignedLong(fields.getInt());
    int included = fields.getInt();
    int original = fields.getInt();
    long room = body - PACKET_FIXED_BYTES;
    Interface by = index < interfaces.size()
        ? interfaces.get((int) index)
        : new Interface(LinkKind.OTHER, 1, 0);
    time = by.instant(units);
    data(by.link(), included, original, room);
  }

  /* It says no time, so nothing can be made of it but a count. */
  private void readSimplePacket(long body) throws IOException {
    if (body < Integer.BYTES) throw in.damaged("a packet block of " + body + " bytes");
    in.skip(body);
    time = Instant.EPOCH;
    cut = false;
    event = OptionalInt.empty();
  }

  private void data(LinkKind link, int included, int original, long room) throws IOException {
    if (Integer.toUnsignedLong(included) > room) {
      throw in.damaged("a packet of " + Integer.toUnsignedString(included) + " in " + room);
    }
    if (link == LinkKind.OTHER) {
      in.skip(room);
      cut = false;
      event = OptionalInt.empty();
      return;
    }
    in.checkLengths(included, original);
    in.require(packet, included);
    in.skip(room - included);
    packetBytes = included;
    cut = included != original;
    event = link.event(packet, packetBytes);
  }

  @Override
  public Instant time() {
    return time;
  }

  @Override
  public long recorderDrops() {
    return 0;
  }

  @Override
  public boolean isCut() {
    return cut;
  }

  @Override
  public boolean isEvent() {
    return event.isPresent();
  }

  @Override
  public ByteBuffer event() {
    int from = event.orElseThrow(() -> new IllegalStateException("not an event"));
    return ByteBuffer.wrap(packet, from, packetBytes - from).order(ByteOrder.LITTLE_ENDIAN);
  }
}
