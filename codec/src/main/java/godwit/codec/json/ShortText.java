package godwit.codec.json;

/// A short text that is kept as UTF-8.
///
/// - shape: a JSON string; it is read once it lies whole in the window
/// - units: at most [#MAX_BYTES] of UTF-8
/// - errors: [Progress]
/// - source: RFC 8259
final class ShortText implements StreamedValue {
  /// The most that a section of extended data holds.
  static final int MAX_BYTES = 0xFF;

  /* An escape of six bytes stands for one at least. */
  private static final int MAX_WRITTEN = 6 * MAX_BYTES + 1;
  private static final int ESCAPE_BYTES = 6;
  private static final int FIRST_HIGH_SURROGATE = 0xD800;
  private static final int FIRST_LOW_SURROGATE = 0xDC00;

  private final StringCheck check = new StringCheck();
  private final byte[] bytes = new byte[MAX_BYTES + 4];
  private int length;

  byte[] bytes() {
    return bytes;
  }

  /// Bytes of the text read last.
  int length() {
    return length;
  }

  @Override
  public int opening() {
    return '"';
  }

  @Override
  public void begin() {
    length = 0;
  }

  @Override
  public Progress read(JsonText text, MemberValues values) {
    int last = Math.min(text.limit, text.at + MAX_WRITTEN);
    check.begin();
    int end = check.scan(text.bytes, text.at, last);
    if (end == StringCheck.UNFINISHED && last == text.limit) return Progress.UNFINISHED;
    if (end < 0 || !decode(text.bytes, text.at, end - 1)) return Progress.BROKEN;
    text.at = end;
    return Progress.COMPLETE;
  }

  private boolean decode(byte[] from, int start, int end) {
    length = 0;
    int at = start;
    while (at < end) {
      if (from[at] != '\\') {
        bytes[length++] = from[at++];
      } else if (from[at + 1] != 'u') {
        bytes[length++] = escaped(from[at + 1]);
        at += 2;
      } else {
        int unit = JsonText.hex(from, at + 2);
        at += ESCAPE_BYTES;
        if (Character.isHighSurrogate((char) unit)) {
          int low = JsonText.hex(from, at + 2);
          unit = 0x10000 + ((unit - FIRST_HIGH_SURROGATE) << 10) + low - FIRST_LOW_SURROGATE;
          at += ESCAPE_BYTES;
        }
        put(unit);
      }
      if (length > MAX_BYTES) return false;
    }
    return true;
  }

  private static byte escaped(byte letter) {
    return switch (letter) {
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      default -> letter; // a quote or a slash stands for itself
    };
  }

  private void put(int character) {
    if (character < 0x80) {
      bytes[length++] = (byte) character;
    } else if (character < 0x800) {
      bytes[length++] = (byte) (0xC0 | character >> 6);
      follow(character);
    } else if (character < 0x10000) {
      bytes[length++] = (byte) (0xE0 | character >> 12);
      follow(character >> 6);
      follow(character);
    } else {
      bytes[length++] = (byte) (0xF0 | character >> 18);
      follow(character >> 12);
      follow(character >> 6);
      follow(character);
    }
  }

  private void follow(int bits) {
    bytes[length++] = (byte) (0x80 | (bits & 0x3F));
  }
}
