package godwit.peer;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/// How long a server asks its client to wait.
///
/// - shape: seconds, or a date
/// - units: bounded by [#LONGEST]; a date that is past is no wait
/// - errors: none: what cannot be read is as if it was not there
/// - source: RFC 9110, 10.2.3
public final class RetryAfter {
  /// The longest wait that is granted.
  public static final Duration LONGEST = Duration.ofMinutes(5);

  private RetryAfter() {}

  /// Reads the header's value.
  public static Optional<Duration> read(String text, Instant now) {
    String value = text.strip();
    if (value.matches("[0-9]{1,9}")) {
      return Optional.of(bounded(Duration.ofSeconds(Long.parseLong(value))));
    }
    return date(value).map(date -> bounded(Duration.between(now, date)));
  }

  /// Reads a date as headers have it.
  static Optional<Instant> date(String text) {
    try {
      return Optional.of(ZonedDateTime.parse(text.strip(), DateTimeFormatter.RFC_1123_DATE_TIME)
          .toInstant());
    } catch (DateTimeException unreadable) {
      return Optional.empty();
    }
  }

  private static Duration bounded(Duration wait) {
    if (wait.isNegative()) return Duration.ZERO;
    return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
  }
}
