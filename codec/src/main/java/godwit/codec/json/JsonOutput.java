package godwit.codec.json;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.OutputStream;

/// The values of a document on their way to a stream, as ASCII.
///
/// - shape: JSON without white space but for what the caller writes
/// - units: scores in hundredths of a minute, written as minutes without needless zeros
/// - errors: [IOException] of the stream
/// - source: docs/protocol.md, "JSON"
final class JsonOutput {
  private static final int BUFFER_BYTES = 8 * 1024;
  private static final int LONGEST_VALUE = 24;
  private static final byte[] DIGITS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".getBytes(US_ASCII);

  private final OutputStream stream;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int end;

  JsonOutput(OutputStream stream) {
    this.stream = stream;
  }

  void text(String ascii) throws IOException {
    bytes(ascii.getBytes(US_ASCII));
  }

  /// At most 1 KiB.
  void bytes(byte[] bytes) throws IOException {
    reserve(bytes.length);
    System.arraycopy(bytes, 0, buffer, end, bytes.length);
    end += bytes.length;
  }

  void number(long value) throws IOException {
    reserve(LONGEST_VALUE);
    decimal(value);
  }

  void hundredths(int score) throws IOException {
    reserve(LONGEST_VALUE);
    decimal(score / 100);
    int fraction = score % 100;
    if (fraction == 0) return;
    buffer[end++] = '.';
    buffer[end++] = (byte) ('0' + fraction / 10);
    if (fraction % 10 != 0) buffer[end++] = (byte) ('0' + fraction % 10);
  }

  void seconds(long seconds) throws IOException {
    reserve(LONGEST_VALUE);
    end = TimeText.putSeconds(buffer, end, seconds);
  }

  void millis(long millis) throws IOException {
    reserve(LONGEST_VALUE);
    end = TimeText.putMillis(buffer, end, millis);
  }

  void base64(byte[] data, int offset, int length) throws IOException {
    int at = offset;
    int last = offset + length;
    for (; at + 3 <= last; at += 3) {
      reserve(4);
      put((data[at] & 0xFF) << 16 | (data[at + 1] & 0xFF) << 8 | (data[at + 2] & 0xFF), 4);
    }
    reserve(4);
    if (last - at == 1) put((data[at] & 0xFF) << 16, 2);
    if (last - at == 2) put((data[at] & 0xFF) << 16 | (data[at + 1] & 0xFF) << 8, 3);
  }

  void flush() throws IOException {
    stream.write(buffer, 0, end);
    end = 0;
  }

  private void reserve(int bytes) throws IOException {
    if (end + bytes > buffer.length) flush();
  }

  private void put(int bits, int characters) {
    for (int index = 0; index < characters; index++) {
      buffer[end + index] = DIGITS[bits >> (18 - 6 * index) & 0x3F];
    }
    end += characters;
  }

  private void decimal(long value) {
    int length = 1;
    for (long rest = value / 10; rest > 0; rest /= 10) length++;
    long rest = value;
    for (int index = end + length - 1; index >= end; index--) {
      buffer[index] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    end += length;
  }
}
