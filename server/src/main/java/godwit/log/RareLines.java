package godwit.log;

import godwit.time.TimeSource;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Lines of the log that may be due any number of times: of each kind the first is written, and
/// then at most one a minute, which says how many were left out.
///
/// What a hostile client or a lost database can bring about costs a line a minute. Kinds beyond a
/// bound share their lines. Used from any thread.
public final class RareLines {
  /// Kinds told apart at once.
  static final int KINDS = 64;

  /// How long lines of a kind are counted in silence.
  public static final Duration SILENCE = Duration.ofMinutes(1);

  private static final String OTHERS = "others";

  private final Logger log;
  private final LongSupplier nanos;
  private final long silenceNanos;
  private final Map<String, Kind> kinds = new HashMap<>();

  /// @param leftOut lines since the last that was written
  private record Kind(long writtenNanos, long leftOut) {}

  public RareLines(Logger log) {
    this(log, TimeSource.system()::nanoTime, SILENCE);
  }

  /// @param silence how long lines of a kind are counted in silence
  public RareLines(Logger log, InstantSource clock, Duration silence) {
    this(log, () -> TimeUnit.MILLISECONDS.toNanos(clock.millis()), silence);
  }

  RareLines(Logger log, LongSupplier nanos, Duration silence) {
    this.log = log;
    this.nanos = nanos;
    this.silenceNanos = silence.toNanos();
  }

  /// Those of a class.
  public static RareLines of(Class<?> type) {
    return new RareLines(LoggerFactory.getLogger(type));
  }

  /// An error of this program: the first of its kind with where it happened.
  public void error(String what, Throwable fault) {
    OptionalLong times = due(what + FaultText.kind(fault));
    if (times.isEmpty()) return;
    long more = times.getAsLong();
    if (more == 1) log.error("{}: {}", what, FaultText.stack(fault));
    else log.error("{}, {} times more: {}", what, more, FaultText.line(fault));
  }

  /// Trouble with something that this program needs.
  public void warn(String what, Throwable fault) {
    OptionalLong times = due(what + FaultText.kind(fault));
    if (times.isEmpty()) return;
    long more = times.getAsLong();
    if (more == 1) log.warn("{}: {}", what, FaultText.line(fault));
    else log.warn("{}, {} times more: {}", what, more, FaultText.line(fault));
  }

  /// A line in this program's own words.
  public void warn(String kind, String line) {
    OptionalLong times = due(kind);
    if (times.isEmpty()) return;
    long more = times.getAsLong() - 1;
    if (more == 0) log.warn("{}", line);
    else log.warn("{} ({} more of this kind since the last line)", line, more);
  }

  /// Says that a line is due, for whoever writes it himself.
  ///
  /// @return how many were due since the last one was written, this one among them; nothing if it
  ///     is not to be written yet
  public synchronized OptionalLong due(String kind) {
    long now = nanos.getAsLong();
    if (kinds.size() >= KINDS && !kinds.containsKey(kind)) {
      kinds.values().removeIf(old -> old.leftOut() == 0 && isOver(old, now));
    }
    String of = kinds.containsKey(kind) || kinds.size() < KINDS ? kind : OTHERS;
    Kind known = kinds.get(of);
    if (known != null && !isOver(known, now)) {
      kinds.put(of, new Kind(known.writtenNanos(), known.leftOut() + 1));
      return OptionalLong.empty();
    }
    kinds.put(of, new Kind(now, 0));
    return OptionalLong.of(known == null ? 1 : known.leftOut() + 1);
  }

  private boolean isOver(Kind kind, long now) {
    return now - kind.writtenNanos() >= silenceNanos;
  }
}
