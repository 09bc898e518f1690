package godwit.domain;

import java.time.LocalDate;

/// The days that contacts may be of.
///
/// @param first days since 1970-01-01 UTC
/// @param last inclusive
public record DateWindow(long first, long last) {
  public static DateWindow around(LocalDate today, Limits limits) {
    long day = today.toEpochDay();
    return new DateWindow(day - limits.windowPastDays(), day + limits.windowAheadDays());
  }

  public boolean holds(long epochDay) {
    return epochDay >= first && epochDay <= last;
  }
}
