package godwit.bridge.time;

import java.time.Instant;
import java.time.InstantSource;

/// The two clocks of a bridge: what time it is, and how much has passed.
///
/// - shape: [#instant()] is the wall clock, which may be set, and then jumps; [#nanoTime()] only
///   goes forward, and means nothing but by its difference to another reading
/// - units: UTC; nanoseconds
/// - errors: none
/// - source: handed in at start, [#system()] by whoever starts a process
public interface Clocks extends InstantSource {
  /// Nanoseconds since no particular moment.
  long nanoTime();

  /// The clocks of this machine.
  static Clocks system() {
    return new Clocks() {
      @Override
      public Instant instant() {
        return Instant.now();
      }

      @Override
      public long nanoTime() {
        return System.nanoTime();
      }
    };
  }
}
