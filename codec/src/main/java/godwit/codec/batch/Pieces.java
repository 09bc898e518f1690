package godwit.codec.batch;

import java.util.Optional;

/// Where a decoder gets the memory that a body is read into, and where the bound on it is kept.
public interface Pieces {
  /// Sizes of pieces, smallest first; the last holds any block and the start of the next.
  int SMALL_BYTES = 16 * 1024;

  int MEDIUM_BYTES = 64 * 1024;
  int LARGE_BYTES = 264 * 1024;

  /// A piece of exactly so many bytes, or nothing while the budget is spent.
  Optional<byte[]> take(int bytes);

  /// Returns a piece that was taken.
  void give(byte[] piece);

  /// Memory from the heap without a budget: for tools, which read one batch at a time.
  static Pieces unbounded() {
    return new Pieces() {
      @Override
      public Optional<byte[]> take(int bytes) {
        return Optional.of(new byte[bytes]);
      }

      @Override
      public void give(byte[] piece) {}
    };
  }
}
