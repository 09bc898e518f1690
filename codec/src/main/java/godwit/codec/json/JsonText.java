package godwit.codec.json;

import java.util.Arrays;

/// The part of a document that is in memory, and the tokens read from it.
///
/// - shape: a window of UTF-8; a token is read only once it lies whole in the window
/// - units: bytes; names, texts and numbers that mean something have at most [#MAX_TOKEN]
/// - errors: negative constants
/// - source: RFC 8259
/*
 * What is not yet whole is read again from its first byte when more has come: at most MAX_TOKEN
 * bytes, so the work stays in proportion to the input, and the rest that has to be kept stays
 * short. Values of no bounded length are read as they come: see DataText and IgnoredValue.
 */
final class JsonText {
  /// More bytes are needed.
  static final int UNFINISHED = -1;

  /// What stands here is not what was asked for.
  static final int BROKEN = -2;

  /// A text that is longer than any that means something.
  static final int TOO_LONG = -3;

  static final int MAX_TOKEN = 256;

  private static final int MAX_DIGITS = 10;

  byte[] bytes = new byte[0];
  int at;
  int limit;
  /* Where the window's first byte stands in the document. */
  private long offset;

  /* The token read last lies here, without its escapes. */
  byte[] token = bytes;
  int tokenFrom;
  private final byte[] unescaped = new byte[MAX_TOKEN];

  /// Where the next byte stands in the document.
  long offset() {
    return offset + at;
  }

  /// Where the window's last byte ends in the document.
  long end() {
    return offset + limit;
  }

  /// Moves what is not yet read to the window's start.
  void compact() {
    System.arraycopy(bytes, at, bytes, 0, limit - at);
    offset += at;
    limit -= at;
    at = 0;
  }

  /// Skips white space; gives the byte after it, which stays, or [#UNFINISHED].
  int peek() {
    byte[] window = bytes;
    int index = at;
    while (index < limit) {
      byte next = window[index];
      if (next > ' ' || !IgnoredValue.isSpace(next)) {
        at = index;
        return next & 0xFF;
      }
      index++;
    }
    at = index;
    return UNFINISHED;
  }

  /// Whether this byte stands here.
  boolean isAt(int expected) {
    return at < limit && bytes[at] == expected;
  }

  /// Goes past these bytes, if it is they that stand here.
  boolean skip(byte[] expected) {
    return skip(expected, expected.length);
  }

  boolean skip(byte[] expected, int length) {
    int end = at + length;
    if (end > limit || !Arrays.equals(bytes, at, end, expected, 0, length)) return false;
    at = end;
    return true;
  }

  /// Reads the text whose opening quote stands here, and gives the token's length, or a negative
  /// constant. Only the bytes of ASCII texts are sure to be sound.
  int string() {
    byte[] window = bytes;
    int from = at + 1;
    int last = Math.min(limit, from + MAX_TOKEN + 1);
    boolean escapes = false;
    for (int index = from; index < last; index++) {
      byte next = window[index];
      if (next == '"') {
        at = index + 1;
        if (escapes) return unescape(from, index);
        token = window;
        tokenFrom = from;
        return index - from;
      }
      if (next == '\\') {
        escapes = true;
        index++;
      } else if (next >= 0 && next < ' ') {
        return BROKEN;
      }
    }
    return limit - from > MAX_TOKEN ? TOO_LONG : UNFINISHED;
  }

  /// Reads a whole number from 0 to `max`, or gives a negative constant.
  long integer(long max) {
    byte[] window = bytes;
    int index = at;
    long value = 0;
    while (index < limit) {
      int digit = window[index] - '0';
      if (digit < 0 || digit > 9) {
        int length = index - at;
        boolean whole = length > 0 && !(window[at] == '0' && length > 1);
        if (!whole || value > max || goesOn(window[index])) return BROKEN;
        at = index;
        return value;
      }
      if (index - at == MAX_DIGITS) return BROKEN;
      value = 10 * value + digit;
      index++;
    }
    return UNFINISHED;
  }

  /// Finds where the number that stands here ends, or gives a negative constant; does not go there.
  int numberEnd() {
    byte[] window = bytes;
    int last = Math.min(limit, at + MAX_TOKEN + 1);
    for (int index = at; index < last; index++) {
      byte next = window[index];
      boolean part = (next >= '0' && next <= '9') || goesOn(next) || next == '+' || next == '-';
      if (!part) return index;
    }
    return limit - at > MAX_TOKEN ? BROKEN : UNFINISHED;
  }

  private static boolean goesOn(byte next) {
    return next == '.' || next == 'e' || next == 'E';
  }

  /* No name or text that means something has a character beyond ASCII, so those become a byte that
   * matches nothing. */
  private int unescape(int from, int to) {
    int length = 0;
    int index = from;
    while (index < to) {
      byte next = bytes[index++];
      if (next == '\\') {
        byte escape = bytes[index++];
        if (escape == 'u') {
          int unit = index + 4 <= to ? hex(bytes, index) : -1;
          if (unit < 0) return BROKEN;
          next = unit < 0x80 ? (byte) unit : -1;
          index += 4;
        } else if (escape == '"' || escape == '\\' || escape == '/') {
          next = escape;
        } else {
          next = -1;
        }
      }
      unescaped[length++] = next;
    }
    token = unescaped;
    tokenFrom = 0;
    return length;
  }

  /// Reads 4 hex digits, or gives -1.
  static int hex(byte[] bytes, int from) {
    int value = 0;
    for (int index = from; index < from + 4; index++) {
      int digit = Character.digit(bytes[index], 16);
      if (digit < 0) return -1;
      value = value << 4 | digit;
    }
    return value;
  }
}
