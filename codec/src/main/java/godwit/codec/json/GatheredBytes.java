package godwit.codec.json;

import godwit.codec.batch.Pieces;
import java.util.Optional;

/// Bytes of a record that come one after the other.
///
/// - shape: as they were put
/// - units: at most [#MAX_BYTES]
/// - errors: [Room]
/// - source: docs/protocol.md, "Contact events as JSON"
final class GatheredBytes {
  /// The most that a record's length can say.
  static final int MAX_BYTES = 0xFFFF;

  enum Room {
    THERE,
    NO_MEMORY,
    NONE
  }

  private static final int OWN_BYTES = 512;

  private final Pieces pieces;
  private byte[] bytes = new byte[OWN_BYTES];
  private int length;

  GatheredBytes(Pieces pieces) {
    this.pieces = pieces;
  }

  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  void begin() {
    length = 0;
  }

  /// Bytes of the piece that it holds.
  int heldBytes() {
    return bytes.length > OWN_BYTES ? bytes.length : 0;
  }

  void release() {
    if (bytes.length > OWN_BYTES) pieces.give(bytes);
    bytes = new byte[0];
  }

  /// Makes sure that so many more bytes can be put.
  Room room(int more) {
    if (length + more > MAX_BYTES) return Room.NONE;
    if (length + more <= bytes.length) return Room.THERE;
    Optional<byte[]> larger = pieces.take(Pieces.MEDIUM_BYTES);
    if (larger.isEmpty()) return Room.NO_MEMORY;
    System.arraycopy(bytes, 0, larger.get(), 0, length);
    bytes = larger.get();
    return Room.THERE;
  }

  void put(int value) {
    bytes[length++] = (byte) value;
  }

  void put(byte[] source, int count) {
    System.arraycopy(source, 0, bytes, length, count);
    length += count;
  }
}
