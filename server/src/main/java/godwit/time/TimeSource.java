package godwit.time;

import java.time.Instant;
import java.time.InstantSource;

/// The two clocks of a node: what time it is, and how much has passed.
///
/// - shape: [#instant()] is the wall clock, which may be set, and then jumps; [#nanoTime()] only
/// goes
///   forward, and means nothing but by its difference to another reading
/// - units: UTC; nanoseconds
/// - errors: none
/// - source: handed in at start, [#system()] by whoever starts a process. What several nodes have
/// to
///   agree on, such as leases, is timed by their database instead: `godwit_now()`
public interface TimeSource extends InstantSource {
  /// Nanoseconds since no particular moment.
  long nanoTime();

  /// This machine's nanoseconds beside another wall clock.
  static TimeSource under(InstantSource wall) {
    return new TimeSource() {
      @Override
      public Instant instant() {
        return wall.instant();
      }

      @Override
      public long nanoTime() {
        return system().nanoTime();
      }
    };
  }

  /// The clocks of this machine.
  static TimeSource system() {
    return SystemTime.CLOCKS;
  }
}

/// The machine's own clocks, asked by nobody else.
enum SystemTime implements TimeSource {
  CLOCKS;

  @Override
  public Instant instant() {
    return Instant.now();
  }

  @Override
  public long millis() {
    return System.currentTimeMillis();
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }
}
