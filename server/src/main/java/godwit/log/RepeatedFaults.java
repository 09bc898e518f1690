package godwit.log;

import godwit.time.TimeSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;

/// Tells the log of each kind of fault once, and then at most once a minute how often it came
/// again.
///
/// What a hostile client or a lost database can bring about any number of times costs a line a
/// minute. Used from any thread.
public final class RepeatedFaults {
  /// Kinds of faults told apart; what is beyond counts as one.
  static final int KINDS = 64;

  /// How long the same kind of fault is counted in silence.
  static final long SILENCE_NANOS = TimeUnit.MINUTES.toNanos(1);

  private static final String OTHERS = "others";

  private final Logger log;
  private final LongSupplier nanos;
  private final Map<String, Kind> kinds = new HashMap<>();

  /// @param times it came since it was told
  private record Kind(long toldNanos, long times) {}

  public RepeatedFaults(Logger log) {
    this(log, TimeSource.system()::nanoTime);
  }

  RepeatedFaults(Logger log, LongSupplier nanos) {
    this.log = log;
    this.nanos = nanos;
  }

  /// An error of this program: the first of its kind with where it happened.
  public void error(String what, Throwable fault) {
    long times = timesToTell(what + FaultText.kind(fault));
    if (times == 1) log.error("{}: {}", what, FaultText.stack(fault));
    else if (times > 1) log.error("{}, {} times more: {}", what, times - 1, FaultText.line(fault));
  }

  /// Trouble with something that this program needs.
  public void warn(String what, Throwable fault) {
    long times = timesToTell(what + FaultText.kind(fault));
    if (times == 1) log.warn("{}: {}", what, FaultText.line(fault));
    else if (times > 1) log.warn("{}, {} times more: {}", what, times - 1, FaultText.line(fault));
  }

  /* 1 if it is the first; 0 if it is not to be told now; else how often it came since, and 1. */
  private synchronized long timesToTell(String kind) {
    String key = kinds.containsKey(kind) || kinds.size() < KINDS ? kind : OTHERS;
    long now = nanos.getAsLong();
    Kind known = kinds.get(key);
    if (known == null) {
      kinds.put(key, new Kind(now, 0));
      return 1;
    }
    long times = known.times() + 1;
    if (now - known.toldNanos() < SILENCE_NANOS) {
      kinds.put(key, new Kind(known.toldNanos(), times));
      return 0;
    }
    kinds.put(key, new Kind(now, 0));
    return times + 1;
  }
}
