package godwit.trust;

import godwit.time.TimeSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Warnings that strangers can cause: one line a minute of each kind, which counts those that were
/// left out.
///
/// From any thread. Kinds beyond the bound share one line.
public final class RareWarnings {
  private static final long QUIET_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final int KINDS = 32;
  private static final String OTHERS = "";

  private final Logger log;
  private final TimeSource time;
  private final Map<String, Kind> kinds = new LinkedHashMap<>();

  private static final class Kind {
    private long saidNanos;
    private long leftOut;
  }

  RareWarnings(Logger log, TimeSource time) {
    this.log = log;
    this.time = time;
  }

  /// Those of a class.
  public static RareWarnings of(Class<?> type) {
    return new RareWarnings(LoggerFactory.getLogger(type), TimeSource.system());
  }

  /// Writes a line, unless one of its kind was written within the last minute.
  public void warn(String kind, String line) {
    long leftOut = leftOut(kind);
    if (leftOut < 0) return;
    if (leftOut == 0) log.warn("{}", line);
    else log.warn("{} ({} more of this kind since the last line)", line, leftOut);
  }

  /* Those that were left out since the last line; negative if this one is to be as well. */
  private synchronized long leftOut(String kind) {
    long now = time.nanoTime();
    if (kinds.size() >= KINDS && !kinds.containsKey(kind)) {
      kinds.values().removeIf(old -> old.leftOut == 0 && now - old.saidNanos >= QUIET_NANOS);
    }
    String of = kinds.size() < KINDS || kinds.containsKey(kind) ? kind : OTHERS;
    Kind known = kinds.get(of);
    if (known == null) {
      known = new Kind();
      known.saidNanos = now - QUIET_NANOS;
      kinds.put(of, known);
    }
    if (now - known.saidNanos < QUIET_NANOS) {
      known.leftOut++;
      return -1;
    }
    long leftOut = known.leftOut;
    known.leftOut = 0;
    known.saidNanos = now;
    return leftOut;
  }
}
