package godwit.bridge.feed;

import java.io.IOException;
import java.io.InputStream;

/// The bytes of a capture's records, with the place of the present one for what is said of a fault.
final class RecordBytes {
  /// The longest HCI packet with what captures put before it.
  static final int MAX_PACKET_BYTES = 4 + BtsnoopReader.MAX_PACKET_BYTES;

  private final InputStream in;
  private long offset;
  private long record;

  RecordBytes(InputStream in) {
    this.in = in;
  }

  /// A record begins here.
  void begin() {
    record = offset;
  }

  long record() {
    return record;
  }

  /// Reads so many bytes; false if there is none at all.
  boolean read(byte[] target, int length) throws IOException {
    int read = in.readNBytes(target, 0, length);
    offset += read;
    if (read == 0 && length > 0) return false;
    if (read < length) throw cut(length, read);
    return true;
  }

  /// Reads so many bytes of a record that has begun.
  void require(byte[] target, int length) throws IOException {
    int read = in.readNBytes(target, 0, length);
    offset += read;
    if (read < length) throw cut(length, read);
  }

  /// Passes over bytes of a record that has begun.
  void skip(long length) throws IOException {
    byte[] some = new byte[(int) Math.min(length, 8192)];
    for (long left = length; left > 0; ) {
      int next = (int) Math.min(left, some.length);
      require(some, next);
      left -= next;
    }
  }

  /// Refuses lengths that no packet has.
  void checkLengths(int included, int original) throws CaptureException {
    boolean tooLong = Integer.compareUnsigned(included, MAX_PACKET_BYTES) > 0;
    if (!tooLong && Integer.compareUnsigned(included, original) <= 0) return;
    throw new CaptureException(
        "record at byte " + record + " is damaged: " + Integer.toUnsignedString(included)
            + " bytes included of a packet of " + Integer.toUnsignedString(original)
            + (tooLong ? ", and no packet has more than " + MAX_PACKET_BYTES : "")
            + ". " + repair(),
        record);
  }

  CaptureException damaged(String what) {
    return new CaptureException(
        "record at byte " + record + " is damaged: " + what + ". " + repair(), record);
  }

  private CaptureException cut(int wanted, int found) {
    return new CaptureException(
        "record at byte " + record + " is cut: " + wanted + " bytes announced, " + found + " left. "
            + repair(),
        record);
  }

  private String repair() {
    return "Copy the file again, or keep what is whole: head -c " + record + " FILE";
  }
}
