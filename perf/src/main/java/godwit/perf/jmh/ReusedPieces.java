package godwit.perf.jmh;

import godwit.codec.batch.Pieces;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Pieces that are used again, as a server's are, so that a benchmark sees what a reader allocates.
final class ReusedPieces implements Pieces {
  private final Map<Integer, Deque<byte[]>> free = new HashMap<>();

  @Override
  public Optional<byte[]> take(int bytes) {
    byte[] piece = free.computeIfAbsent(bytes, _ -> new ArrayDeque<>()).poll();
    return Optional.of(piece == null ? new byte[bytes] : piece);
  }

  @Override
  public void give(byte[] piece) {
    free.computeIfAbsent(piece.length, _ -> new ArrayDeque<>()).push(piece);
  }
}
