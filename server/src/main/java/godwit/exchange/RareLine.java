package godwit.exchange;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.OptionalLong;

/// A line of the log that may be due often and is written rarely: what is left out is counted.
/// For one thread at a time.
final class RareLine {
  private final InstantSource clock;
  private final Duration between;
  private Instant last = Instant.MIN;
  private long count;

  RareLine(InstantSource clock, Duration between) {
    this.clock = clock;
    this.between = between;
  }

  /// Says that there is something to tell.
  ///
  /// @return how many times there was since the last line, this one among them; nothing if the
  ///     line is not to be written yet
  OptionalLong due() {
    count++;
    Instant now = clock.instant();
    if (last.isAfter(now.minus(between))) return OptionalLong.empty();
    long told = count;
    last = now;
    count = 0;
    return OptionalLong.of(told);
  }
}
