package godwit.exchange;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeSet;
import org.slf4j.Logger;

/// Says in the log that something gives trouble: a line when it begins, at most one a minute while
/// it lasts, one when it is over.
///
/// What is told are kinds of trouble in this node's own words, and how often each try failed; never
/// what a peer wrote. For one thread at a time.
/*
 * Where one batch fails and the next does not, trouble begins and ends with each try. So a
 * beginning of the same kind within the minute is not told again, nor the end of what was not told.
 */
public final class TroubleLog {
  public static final Duration BETWEEN_LINES = Duration.ofMinutes(1);

  private static final int MAX_KINDS = 8;

  private final Logger log;
  private final InstantSource clock;
  private final String what;
  private final Map<Object, Trouble> troubles = new HashMap<>();

  /// @param what is troubled, such as `deliveries to 578/0`
  public TroubleLog(Logger log, InstantSource clock, String what) {
    this.log = log;
    this.clock = clock;
    this.what = what;
  }

  /* Of one subject. It stays when it is over, for as long as its lines count. */
  private static final class Trouble {
    private final Map<String, Instant> told = new HashMap<>();
    private final TreeSet<String> kinds = new TreeSet<>();
    private Instant last = Instant.MIN;
    private long failures; // none: it is over
    private boolean announced;
  }

  /// Says that a try failed.
  ///
  /// @param subject who or what gives trouble, as the log is to name it; there are few
  public void failed(Object subject, String kind) {
    Trouble trouble = troubles.computeIfAbsent(subject, _ -> new Trouble());
    Instant now = clock.instant();
    trouble.failures++;
    if (trouble.kinds.size() < MAX_KINDS) trouble.kinds.add(kind);
    if (trouble.announced) {
      if (isRecent(trouble.last, now)) return;
      log.warn(
          "{}: {} still gives trouble, {} tries have failed: {}",
          what,
          subject,
          trouble.failures,
          String.join("; ", trouble.kinds));
    } else {
      forget(trouble.told, now);
      if (trouble.told.containsKey(kind) || trouble.told.size() >= MAX_KINDS) return;
      trouble.announced = true;
      log.warn("{}: {} gives trouble: {}", what, subject, kind);
    }
    trouble.last = now;
    trouble.told.put(kind, now);
    trouble.kinds.clear();
  }

  /// Says that a try did not fail.
  public void succeeded(Object subject) {
    Trouble trouble = troubles.get(subject);
    if (trouble == null || trouble.failures == 0) return;
    if (trouble.announced) {
      log.info("{}: {} works again, {} tries had failed", what, subject, trouble.failures);
    }
    trouble.failures = 0;
    trouble.announced = false;
    trouble.kinds.clear();
  }

  private static boolean isRecent(Instant then, Instant now) {
    return then.isAfter(now.minus(BETWEEN_LINES));
  }

  private static void forget(Map<String, Instant> told, Instant now) {
    Iterator<Instant> instants = told.values().iterator();
    while (instants.hasNext()) {
      if (!isRecent(instants.next(), now)) instants.remove();
    }
  }
}
