package godwit.bridge.feed;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.OptionalInt;

/// A pcap capture file, read record by record in bounded memory.
///
/// - shape: `u32 magic | u16 major | u16 minor | u32 zone | u32 0 | u32 snap length | u32 link
/// type`,
///   then records `u32 seconds | u32 fraction | u32 included length | u32 original length | bytes`,
///   in either byte order
/// - units: the fraction is microseconds, or nanoseconds by the magic; link type 187 is H4, 201 H4
///   with a direction, 254 Linux' monitor
/// - errors: [CaptureException]
/// - source: the pcap capture file format
public final class PcapReader implements CaptureReader {
  private static final int MICROS = 0xA1B2C3D4;
  private static final int NANOS = 0xA1B23C4D;
  private static final int HEADER_BYTES = 24;
  private static final int RECORD_HEADER_BYTES = 16;

  private final RecordBytes in;
  private final ByteOrder order;
  private final int nanosOfUnit;
  private final LinkKind link;
  private final byte[] packet = new byte[RecordBytes.MAX_PACKET_BYTES];
  private int packetBytes;
  private boolean cut;
  private OptionalInt event = OptionalInt.empty();
  private Instant time = Instant.EPOCH;

  PcapReader(InputStream stream) throws IOException {
    in = new RecordBytes(stream);
    byte[] header = new byte[HEADER_BYTES];
    in.begin();
    in.require(header, HEADER_BYTES);
    int magic = ByteBuffer.wrap(header).getInt();
    boolean little = Integer.reverseBytes(magic) == MICROS || Integer.reverseBytes(magic) == NANOS;
    order = little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
    nanosOfUnit = magic == NANOS || Integer.reverseBytes(magic) == NANOS ? 1 : 1000;
    int type = ByteBuffer.wrap(header).order(order).getInt(20) & 0x0FFFFFFF;
    link = LinkKind.ofPcap(type);
    if (link == LinkKind.OTHER) {
      throw new CaptureException(
          "link type " + type + " is not Bluetooth HCI. Record it with link type 187 or 201", 20);
    }
  }

  static boolean isMagic(int magic) {
    int other = Integer.reverseBytes(magic);
    return magic == MICROS || magic == NANOS || other == MICROS || other == NANOS;
  }

  @Override
  public boolean next() throws IOException {
    in.begin();
    byte[] header = new byte[RECORD_HEADER_BYTES];
    if (!in.read(header, RECORD_HEADER_BYTES)) return false;
    ByteBuffer fields = ByteBuffer.wrap(header).order(order);
    long seconds = Integer.toUnsignedLong(fields.getInt());
    long fraction = Integer.toUnsignedLong(fields.getInt());
    packetBytes = fields.getInt();
    int original = fields.getInt();
    in.checkLengths(packetBytes, original);
    in.require(packet, packetBytes);
    cut = packetBytes != original;
    time = Instant.ofEpochSecond(seconds, fraction * nanosOfUnit);
    event = link.event(packet, packetBytes);
    return true;
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
