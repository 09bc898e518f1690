package godwit.codec.json;

import godwit.codec.batch.Pieces;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/// Payload data as text, decoded while it comes.
///
/// - shape: base64url without padding, its unused bits 0, up to the closing quote
/// - units: bytes, once decoded
/// - errors: [Progress]
/// - source: RFC 4648, section 5; docs/protocol.md, "JSON"
final class DataText implements StreamedValue {
  /// The most that a record's length can say.
  static final int MAX_BYTES = 0xFFFF;

  /* What any sound payload needs, and then whatever there may be. */
  private static final int OWN_BYTES = 512;
  private static final int ESCAPE_BYTES = 6;
  private static final byte[] VALUES = values();

  private final Pieces pieces;
  private final int maxBytes;
  private byte[] bytes = new byte[OWN_BYTES];
  private int length;
  /* Bits that do not make a byte yet, and how many characters of a group of 4 they are of. */
  private int bits;
  private int characters;

  /// @param maxBytes at most [#MAX_BYTES]
  DataText(Pieces pieces, int maxBytes) {
    this.pieces = pieces;
    this.maxBytes = maxBytes;
  }

  byte[] bytes() {
    return bytes;
  }

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
    bits = 0;
    characters = 0;
  }

  /// Bytes of the piece, if it is one that holds them.
  int heldBytes() {
    return bytes.length > OWN_BYTES ? bytes.length : 0;
  }

  void release() {
    if (bytes.length > OWN_BYTES) pieces.give(bytes);
    bytes = new byte[0];
  }

  @Override
  public Progress read(JsonText text, MemberValues values) {
    while (true) {
      if (characters == 0) groups(text);
      if (text.at == text.limit) return Progress.UNFINISHED;
      byte next = text.bytes[text.at];
      if (next == '"') {
        text.at++;
        boolean whole = characters == 0 || (characters > 1 && bits == 0);
        return whole && length <= maxBytes ? Progress.COMPLETE : Progress.BROKEN;
      }
      int taken = 1;
      int value = next < 0 ? -1 : VALUES[next];
      if (next == '\\') {
        if (text.limit - text.at < ESCAPE_BYTES) return unfinishedEscape(text);
        taken = ESCAPE_BYTES;
        int unit = text.bytes[text.at + 1] == 'u' ? JsonText.hex(text.bytes, text.at + 2) : -1;
        value = unit < 0 || unit >= VALUES.length ? -1 : VALUES[unit];
      }
      if (value < 0) return Progress.BROKEN;
      if (characters > 0 && length == bytes.length && !grow()) return Progress.NO_MEMORY;
      text.at += taken;
      add(value);
      if (length > maxBytes) return Progress.BROKEN;
    }
  }

  /* Whole groups of 4 characters: nearly all there is. */
  private void groups(JsonText text) {
    byte[] from = text.bytes;
    byte[] to = bytes;
    int at = text.at;
    int end = length;
    int last = Math.min(text.limit - 4, at + (to.length - end) / 3 * 4 - 4);
    while (at <= last) {
      int first = VALUES[from[at] & 0x7F];
      int second = VALUES[from[at + 1] & 0x7F];
      int third = VALUES[from[at + 2] & 0x7F];
      int fourth = VALUES[from[at + 3] & 0x7F];
      int signs = from[at] | from[at + 1] | from[at + 2] | from[at + 3];
      if ((first | second | third | fourth | signs) < 0) break;
      to[end] = (byte) (first << 2 | second >> 4);
      to[end + 1] = (byte) (second << 4 | third >> 2);
      to[end + 2] = (byte) (third << 6 | fourth);
      at += 4;
      end += 3;
    }
    text.at = at;
    length = end;
  }

  private void add(int value) {
    bits = bits << 6 | value;
    characters++;
    switch (characters) {
      case 1 -> {}
      case 2 -> {
        bytes[length++] = (byte) (bits >> 4);
        bits &= 0xF;
      }
      case 3 -> {
        bytes[length++] = (byte) (bits >> 2);
        bits &= 0x3;
      }
      default -> {
        bytes[length++] = (byte) bits;
        bits = 0;
        characters = 0;
      }
    }
  }

  private boolean grow() {
    Optional<byte[]> larger = pieces.take(Pieces.MEDIUM_BYTES);
    if (larger.isEmpty()) return false;
    System.arraycopy(bytes, 0, larger.get(), 0, length);
    bytes = larger.get();
    return true;
  }

  private static Progress unfinishedEscape(JsonText text) {
    boolean maySound = text.limit - text.at < 2 || text.bytes[text.at + 1] == 'u';
    return maySound ? Progress.UNFINISHED : Progress.BROKEN;
  }

  private static byte[] values() {
    byte[] values = new byte[128];
    Arrays.fill(values, (byte) -1);
    byte[] alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
        .getBytes(StandardCharsets.US_ASCII);
    for (int value = 0; value < alphabet.length; value++) values[alphabet[value]] = (byte) value;
    return values;
  }
}
