package godwit.store.outgoing;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Optional;

/// A place in a destination's batches or pages, opaque to whoever is given it.
///
/// - shape: `i64 epoch | i64 sequence`, big-endian, 16 bytes; as text base64url without padding,
///   22 characters
/// - units: sequence counts from 1; 0 is before the first
/// - errors: [#parse(String)] is empty for whatever [#text()] would not have written
/// - source: docs/protocol.md, "Pull"
public record Cursor(long epoch, long sequence) {
  private static final int TEXT_LENGTH = 22;

  public Cursor {
    if (sequence < 0) throw new IllegalArgumentException("sequence=" + sequence);
  }

  /// Reads what was given out as text.
  public static Optional<Cursor> parse(String text) {
    if (text.length() != TEXT_LENGTH) return Optional.empty();
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
      Cursor cursor = new Cursor(bytes.getLong(), bytes.getLong());
      /* The last character has bits to spare: of all that decode alike one is ours. */
      return cursor.text().equals(text) ? Optional.of(cursor) : Optional.empty();
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /// The form of links.
  public String text() {
    byte[] bytes =
        ByteBuffer.allocate(2 * Long.BYTES).putLong(epoch).putLong(sequence).array();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
