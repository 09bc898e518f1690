package godwit.bridge.time;

/// Wall time that passes evenly: where the machine's clock is set, this one goes on as before, and
/// follows only once the machine has kept to its new time for a minute.
///
/// So the length of a contact event is never what a clock was moved by. Not for several threads.
public final class SteadyClock {
  private static final long TOLERANCE_MILLIS = 2_000;
  private static final long CONFIRMED_NANOS = 60_000_000_000L;
  private static final long NANOS = 1_000_000;

  private final Clocks clocks;
  private long anchorMillis;
  private long anchorNanos;
  private long jumpNanos;
  private long jumpMillis;
  private boolean jumped;
  private long jumps;

  public SteadyClock(Clocks clocks) {
    this.clocks = clocks;
    anchor();
  }

  /// Milliseconds since 1970-01-01T00:00Z.
  public long millis() {
    long nanos = clocks.nanoTime();
    long steady = anchorMillis + (nanos - anchorNanos) / NANOS;
    long off = clocks.millis() - steady;
    if (Math.abs(off) <= TOLERANCE_MILLIS) {
      jumped = false;
      return steady;
    }
    boolean same = jumped && Math.abs(off - jumpMillis) <= TOLERANCE_MILLIS;
    if (!same) {
      jumped = true;
      jumpNanos = nanos;
      jumpMillis = off;
      jumps++;
    } else if (nanos - jumpNanos >= CONFIRMED_NANOS) {
      anchor();
      jumped = false;
      return anchorMillis;
    }
    return steady;
  }

  /// How often the machine's clock was set.
  public long jumps() {
    return jumps;
  }

  private void anchor() {
    anchorMillis = clocks.millis();
    anchorNanos = clocks.nanoTime();
  }
}
