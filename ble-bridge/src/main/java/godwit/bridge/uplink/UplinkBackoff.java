package godwit.bridge.uplink;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// How long to wait before a batch is tried again: doubling from 1 s to 5 min, never less than the
/// authority asks for.
final class UplinkBackoff {
  static final Duration FIRST = Duration.ofSeconds(1);
  static final Duration LONGEST = Duration.ofMinutes(5);

  /// What is believed of `Retry-After`.
  static final Duration LONGEST_ASKED = Duration.ofHours(1);

  private final RandomGenerator random;
  private int failures;

  UplinkBackoff(RandomGenerator random) {
    this.random = random;
  }

  void succeeded() {
    failures = 0;
  }

  Duration failed(Optional<String> retryAfter, Instant now) {
    long most = Math.min(LONGEST.toMillis(), FIRST.toMillis() << Math.min(failures, 20));
    failures++;
    long own = most / 2 + random.nextLong(most / 2 + 1);
    long asked = retryAfter.map(text -> asked(text, now).toMillis()).orElse(0L);
    return Duration.ofMillis(Math.max(own, Math.min(asked, LONGEST_ASKED.toMillis())));
  }

  private static Duration asked(String text, Instant now) {
    String value = text.strip();
    try {
      if (value.matches("[0-9]{1,9}")) return Duration.ofSeconds(Long.parseLong(value));
      Instant at = DateTimeFormatter.RFC_1123_DATE_TIME.parse(value, Instant::from);
      Duration left = Duration.between(now, at);
      return left.isNegative() ? Duration.ZERO : left;
    } catch (DateTimeParseException _) {
      return Duration.ZERO;
    }
  }
}
