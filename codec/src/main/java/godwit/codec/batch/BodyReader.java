package godwit.codec.batch;

import java.util.Optional;

/// Reads the bytes of one body, which come in pieces of any size, and tells a [BatchSink].
///
/// The caller writes into [#window()] from [#position()], at most [#room()] bytes, and says how
/// many with [#advance(int)].
///
/// Each method may throw a [godwit.codec.DecodeException], or what the sink throws. After that,
/// only [#release()] may be called.
public interface BodyReader {
  /// Makes sure that [#room()] is more than 0; false while no memory is to be had.
  boolean makeRoom();

  /// The array to write the next bytes into; valid until the next call of another method.
  byte[] window();

  int position();

  int room();

  /// Takes in the bytes that were written at [#position()].
  void advance(int count);

  /// Says that no more bytes come; false while memory for the rest is not to be had, and then it is
  /// to be called again.
  boolean end();

  /// Gives all memory back. Nothing else may be called after it.
  void release();

  /// Bytes of the pieces that it holds just now.
  default int heldBytes() {
    return window().length;
  }

  /// JSON Pointer (RFC 6901) to the first record of the block that the sink is being told of;
  /// nothing where the body is no document.
  default Optional<String> blockPointer() {
    return Optional.empty();
  }

  /// Takes in bytes by copying them; for callers that hold them already.
  ///
  /// @return how many were taken: fewer than `length` only while no memory is to be had
  default int feed(byte[] bytes, int offset, int length) {
    int taken = 0;
    while (taken < length && makeRoom()) {
      int count = Math.min(room(), length - taken);
      System.arraycopy(bytes, offset + taken, window(), position(), count);
      taken += count;
      advance(count);
    }
    return taken;
  }
}
