package godwit.bridge.feed;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/// Captures of any kind that is read here, told by their first bytes: btsnoop, pcap, pcapng, and
/// each of these in gzip.
public final class Captures {
  private static final int SNIFFED_BYTES = 8;
  private static final int BUFFER_BYTES = 64 * 1024;
  private static final int GZIP = 0x1F8B;

  private Captures() {}

  /// Reads a capture's header; the stream stays the caller's to close.
  ///
  /// @throws CaptureException if it is no capture that is known here
  public static CaptureReader open(InputStream in) throws IOException {
    InputStream plain = buffered(in);
    ByteBuffer head = head(plain);
    if (head.remaining() >= 2 && (head.getShort(0) & 0xFFFF) == GZIP) {
      plain = buffered(new Inflated(plain));
      head = head(plain);
    }
    if (head.remaining() >= Integer.BYTES) {
      int magic = head.getInt(0);
      if (magic == PcapngReader.SECTION) return new PcapngReader(plain);
      if (PcapReader.isMagic(magic)) return new PcapReader(plain);
    }
    return new BtsnoopReader(plain);
  }

  private static InputStream buffered(InputStream in) {
    return new BufferedInputStream(in, BUFFER_BYTES);
  }

  private static ByteBuffer head(InputStream in) throws IOException {
    in.mark(SNIFFED_BYTES);
    byte[] head = new byte[SNIFFED_BYTES];
    int read = in.readNBytes(head, 0, SNIFFED_BYTES);
    in.reset();
    return ByteBuffer.wrap(Arrays.copyOf(head, read));
  }

  /// A gzip stream whose faults are a capture's.
  private static final class Inflated extends InputStream {
    private final GZIPInputStream in;
    private long offset;

    private Inflated(InputStream compressed) throws IOException {
      try {
        in = new GZIPInputStream(compressed, BUFFER_BYTES);
      } catch (EOFException | ZipException _) {
        throw damaged(0);
      }
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
      try {
        int read = in.read(target, from, length);
        if (read > 0) offset += read;
        return read;
      } catch (EOFException | ZipException _) {
        throw damaged(offset);
      }
    }

    private static CaptureException damaged(long offset) {
      return new CaptureException(
          "the gzip data is damaged or ends early, after " + offset
              + " bytes of the capture. Copy the file again",
          offset);
    }
  }
}
