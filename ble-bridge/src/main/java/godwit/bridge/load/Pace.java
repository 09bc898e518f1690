package godwit.bridge.load;

import godwit.bridge.time.Clocks;

/// When which gateway sends: each once a second, and not all at once.
final class Pace {
  private static final long SECOND = 1_000_000_000L;

  private final Clocks clocks;
  private final int gateways;
  private final long start;

  Pace(Clocks clocks, int gateways) {
    this.clocks = clocks;
    this.gateways = gateways;
    this.start = clocks.nanoTime();
  }

  void await(int second, int gateway) throws InterruptedException {
    long at = start + second * SECOND + gateway * SECOND / gateways;
    long left = at - clocks.nanoTime();
    if (left > 0) Thread.sleep(left / 1_000_000, (int) (left % 1_000_000));
  }
}
