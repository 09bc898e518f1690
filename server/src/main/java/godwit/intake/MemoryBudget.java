package godwit.intake;

import godwit.codec.batch.Pieces;
import godwit.time.TimeSource;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// The memory of all bodies in flight: pieces are taken and given back, never more than the bound.
///
/// One a server holds the count; each event loop keeps the pieces it was given for its next use.
/*
 * Pieces are zero-filled when they are made and reused without: a piece only ever shows bytes that
 * its stream has written. Kept pieces count against the budget of nobody, so they are few.
 */
public final class MemoryBudget {
  private static final long SHORT_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int KEPT_LARGE = 16;
  private static final int KEPT_MEDIUM = 32;
  private static final int KEPT_SMALL = 256;

  private final long bytes;
  private final AtomicLong taken = new AtomicLong();
  private final TimeSource time;
  private final AtomicLong refusedNanos;

  public MemoryBudget(long bytes, TimeSource time) {
    this.bytes = bytes;
    this.time = time;
    this.refusedNanos = new AtomicLong(time.nanoTime() - SHORT_NANOS);
  }

  /// Whether somebody had to wait for memory a moment ago.
  boolean isShort() {
    return time.nanoTime() - refusedNanos.get() < SHORT_NANOS;
  }

  /// Bytes that streams hold just now.
  public long takenBytes() {
    return taken.get();
  }

  /// The pieces of one event loop; used on that loop only.
  public Pieces onLoop() {
    return new OnLoop();
  }

  private final class OnLoop implements Pieces {
    private final ArrayDeque<byte[]> small = new ArrayDeque<>();
    private final ArrayDeque<byte[]> medium = new ArrayDeque<>();
    private final ArrayDeque<byte[]> large = new ArrayDeque<>();

    @Override
    public Optional<byte[]> take(int size) {
      long before = taken.getAndAdd(size);
      if (before + size > bytes) {
        taken.addAndGet(-size);
        refusedNanos.set(time.nanoTime());
        return Optional.empty();
      }
      byte[] kept = switch (size) {
        case SMALL_BYTES -> small.poll();
        case MEDIUM_BYTES -> medium.poll();
        case LARGE_BYTES -> large.poll();
        default -> null;
      };
      return Optional.of(kept == null ? new byte[size] : kept);
    }

    @Override
    public void give(byte[] piece) {
      taken.addAndGet(-piece.length);
      switch (piece.length) {
        case SMALL_BYTES -> keep(small, piece, KEPT_SMALL);
        case MEDIUM_BYTES -> keep(medium, piece, KEPT_MEDIUM);
        case LARGE_BYTES -> keep(large, piece, KEPT_LARGE);
        default -> {}
      }
    }

    private static void keep(ArrayDeque<byte[]> kept, byte[] piece, int most) {
      if (kept.size() < most) kept.add(piece);
    }
  }
}
