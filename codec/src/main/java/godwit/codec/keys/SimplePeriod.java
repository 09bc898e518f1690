package godwit.codec.keys;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// The six minutes for which Herald Simple sends one contact id.
///
/// - shape: a day of the schedule, and a period of that day
/// - units: days from 0, which began on 2020-09-24T00:00Z, to 2000; periods from 0 to 239
/// - errors: [IllegalArgumentException] for what is outside
/// - source: Herald for Android 7dcef0c; docs/payloads.md
public record SimplePeriod(int day, int period) {
  /// When day 0 began.
  public static final Instant EPOCH = Instant.parse("2020-09-24T00:00:00Z");

  /// The last day that has keys: 2026-03-17. Phones send zeros afterwards.
  public static final int LAST_DAY = 2000;

  /// Periods of a day.
  public static final int PERIODS = 240;

  private static final long DAY_SECONDS = Duration.ofDays(1).toSeconds();
  private static final long PERIOD_SECONDS = DAY_SECONDS / PERIODS;

  public SimplePeriod {
    checkDay(day);
    if (period < 0 || period >= PERIODS) {
      throw new IllegalArgumentException("period=" + period + " periods=" + PERIODS);
    }
  }

  /// The period of a time; empty before the first day and after the last.
  public static Optional<SimplePeriod> at(Instant time) {
    long seconds = time.getEpochSecond() - EPOCH.getEpochSecond();
    long day = Math.floorDiv(seconds, DAY_SECONDS);
    if (day < 0 || day > LAST_DAY) return Optional.empty();
    int period = (int) (Math.floorMod(seconds, DAY_SECONDS) / PERIOD_SECONDS);
    return Optional.of(new SimplePeriod((int) day, period));
  }

  /// When it begins.
  public Instant start() {
    return EPOCH.plusSeconds(day * DAY_SECONDS + period * PERIOD_SECONDS);
  }

  static int checkDay(int day) {
    if (day < 0 || day > LAST_DAY) {
      throw new IllegalArgumentException("day=" + day + " lastDay=" + LAST_DAY);
    }
    return day;
  }
}
