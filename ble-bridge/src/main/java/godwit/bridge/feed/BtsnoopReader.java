package godwit.bridge.feed;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.Arrays;

/// A btsnoop capture file, read record by record in bounded memory.
///
/// - shape: `"btsnoop\0" | u32 version 1 | u32 data link`, then records
///   `u32 original length | u32 included length | u32 flags | u32 drops | i64 time | bytes`,
///   big-endian
/// - units: time is microseconds since the start of year 0; data link 1001 is bare HCI, 1002 is H4,
///   2001 is Linux' monitor, whose flags are `u16 controller | u16 opcode`
/// - errors: [CaptureException]
/// - source: BlueZ, doc/btsnoop-protocol.rst
public final class BtsnoopReader implements CaptureReader {
  /// The longest HCI packet: H4 type, 4 bytes of ACL header, 65,535 bytes of data.
  static final int MAX_PACKET_BYTES = 5 + 0xFFFF;

  private static final byte[] MAGIC = {'b', 't', 's', 'n', 'o', 'o', 'p', 0};
  private static final int HEADER_BYTES = 16;
  private static final int RECORD_HEADER_BYTES = 24;
  private static final int VERSION = 1;
  private static final int BARE_HCI = 1001;
  private static final int H4 = 1002;
  private static final int MONITOR = 2001;
  private static final int RECEIVED = 1;
  private static final int COMMAND_OR_EVENT = 2;
  private static final int H4_EVENT = 0x04;
  private static final int MONITOR_EVENT = 3;
  private static final long MICROS = 1_000_000;

  /// Seconds from the start of year 0 to 1970, as btsnoop counts them (0x00dcddb30f2f8000 us).
  private static final long EPOCH_SECONDS = 62_168_256_000L;

  private final InputStream in;
  private final int dataLink;
  private final byte[] recordHeader = new byte[RECORD_HEADER_BYTES];
  private final ByteBuffer header = ByteBuffer.wrap(recordHeader);
  private final byte[] packet = new byte[MAX_PACKET_BYTES];
  private long nextOffset = HEADER_BYTES;
  private int originalBytes;
  private int packetBytes;
  private int flags;
  private long recorderDrops;
  private Instant time = Instant.EPOCH;

  /// Reads the file header; the stream stays the caller's to close.
  public BtsnoopReader(InputStream in) throws IOException {
    this.in = in;
    byte[] bytes = in.readNBytes(HEADER_BYTES);
    if (bytes.length < HEADER_BYTES || !Arrays.equals(bytes, 0, 8, MAGIC, 0, 8)) {
      throw new CaptureException(
          "not a capture: it does not start as btsnoop, pcap or pcapng do. Give one of these, as"
              + " Android's Bluetooth HCI snoop log is, or what btmon -w writes",
          0);
    }
    ByteBuffer words = ByteBuffer.wrap(bytes, 8, 8);
    int version = words.getInt();
    if (version != VERSION) {
      throw new CaptureException(
          "btsnoop version " + Integer.toUnsignedString(version)
              + " is not supported. Record it as version 1",
          8);
    }
    dataLink = words.getInt();
    if (dataLink != BARE_HCI && dataLink != H4 && dataLink != MONITOR) {
      throw new CaptureException(
          "data link " + Integer.toUnsignedString(dataLink)
              + " is not supported. Record it with data link 1001 (bare HCI), 1002 (H4) or 2001"
              + " (Linux monitor)",
          12);
    }
  }

  @Override
  public boolean next() throws IOException {
    long offset = nextOffset;
    int headerBytes = in.readNBytes(recordHeader, 0, RECORD_HEADER_BYTES);
    if (headerBytes == 0) return false;
    if (headerBytes < RECORD_HEADER_BYTES) {
      throw cut(offset, RECORD_HEADER_BYTES, headerBytes);
    }
    header.clear();
    originalBytes = header.getInt();
    packetBytes = header.getInt();
    flags = header.getInt();
    recorderDrops = Integer.toUnsignedLong(header.getInt());
    time = instant(header.getLong());
    checkLengths(offset);
    int read = in.readNBytes(packet, 0, packetBytes);
    if (read < packetBytes) {
      throw cut(offset, RECORD_HEADER_BYTES + packetBytes, RECORD_HEADER_BYTES + read);
    }
    nextOffset = offset + RECORD_HEADER_BYTES + packetBytes;
    return true;
  }

  @Override
  public Instant time() {
    return time;
  }

  @Override
  public long recorderDrops() {
    return recorderDrops;
  }

  @Override
  public boolean isCut() {
    return packetBytes != originalBytes;
  }

  /// Whether the record is an HCI event; commands and data are not.
  ///
  /// In H4 the packet itself says so, whatever direction the recorder wrote down, since events
  /// come from a controller alone. Bare HCI has only the flags to tell them from commands.
  @Override
  public boolean isEvent() {
    return switch (dataLink) {
      case H4 -> packetBytes > 0 && packet[0] == H4_EVENT;
      case MONITOR -> (flags & 0xFFFF) == MONITOR_EVENT;
      default -> (flags & (RECEIVED | COMMAND_OR_EVENT)) == (RECEIVED | COMMAND_OR_EVENT);
    };
  }

  @Override
  public ByteBuffer event() {
    if (!isEvent()) throw new IllegalStateException("not an event: flags=" + flags);
    int from = dataLink == H4 ? 1 : 0;
    return ByteBuffer.wrap(packet, from, packetBytes - from).order(ByteOrder.LITTLE_ENDIAN);
  }

  private void checkLengths(long offset) throws CaptureException {
    boolean tooLong = Integer.compareUnsigned(packetBytes, MAX_PACKET_BYTES) > 0;
    if (tooLong || Integer.compareUnsigned(packetBytes, originalBytes) > 0) {
      throw new CaptureException(
          "record at byte " + offset + " is damaged: " + Integer.toUnsignedString(packetBytes)
              + " bytes included of a packet of " + Integer.toUnsignedString(originalBytes)
              + (tooLong ? ", and no packet has more than " + MAX_PACKET_BYTES : "")
              + ". " + repair(offset),
          offset);
    }
  }

  private static CaptureException cut(long offset, int wanted, int found) {
    return new CaptureException(
        "record at byte " + offset + " is cut: " + wanted + " bytes announced, " + found + " left. "
            + repair(offset),
        offset);
  }

  private static String repair(long offset) {
    return "Copy the file again, or keep what is whole: head -c " + offset + " FILE";
  }

  private static Instant instant(long micros) {
    long seconds = Math.floorDiv(micros, MICROS) - EPOCH_SECONDS;
    return Instant.ofEpochSecond(seconds, Math.floorMod(micros, MICROS) * 1000);
  }
}
