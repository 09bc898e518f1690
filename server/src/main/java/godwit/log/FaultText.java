package godwit.log;

import io.vertx.pgclient.PgException;
import java.util.Set;

/// A fault as the log may show it: where it happened, and nothing that a client sent.
///
/// - shape: class, words if they are known to hold no client's text, frames; causes below
/// - units: at most 3 causes of 20 frames
/// - errors: none
/// - source: docs/privacy.md
/*
 * The words of a library quote what it could not read: a path, a number, a header. Those of
 * PostgreSQL quote values where a value was at fault. Words of this program's own hold places and
 * counts.
 */
public final class FaultText {
  private static final int CAUSES = 3;
  private static final int FRAMES = 20;
  private static final String OWN = "godwit.";

  /* Classes of SQLSTATE whose words quote values: data, constraints. */
  private static final Set<String> QUOTING = Set.of("22", "23");

  private FaultText() {}

  /// The fault in one line.
  public static String line(Throwable fault) {
    String name = fault.getClass().getSimpleName();
    if (fault instanceof PgException refused) {
      String state = String.valueOf(refused.getSqlState());
      boolean quotes = QUOTING.stream().anyMatch(state::startsWith);
      return name + " " + state + (quotes ? "" : ": " + refused.getErrorMessage());
    }
    return isOwn(fault) ? name + ": " + fault.getMessage() : name;
  }

  /// The fault with its frames and causes.
  static String stack(Throwable fault) {
    StringBuilder text = new StringBuilder(line(fault));
    Throwable each = fault;
    for (int cause = 0; cause <= CAUSES; cause++) {
      StackTraceElement[] frames = each.getStackTrace();
      for (int frame = 0; frame < Math.min(FRAMES, frames.length); frame++) {
        text.append(System.lineSeparator()).append("\tat ").append(frames[frame]);
      }
      Throwable next = each.getCause();
      if (next == null) break;
      each = next;
      text.append(System.lineSeparator()).append("caused by ").append(line(each));
    }
    return text.toString();
  }

  /// What is the same each time that a fault comes again.
  static String kind(Throwable fault) {
    StackTraceElement[] frames = fault.getStackTrace();
    String state = fault instanceof PgException refused ? " " + refused.getSqlState() : "";
    return fault.getClass().getName() + state + (frames.length == 0 ? "" : " " + frames[0]);
  }

  private static boolean isOwn(Throwable fault) {
    StackTraceElement[] frames = fault.getStackTrace();
    return frames.length > 0 && frames[0].getClassName().startsWith(OWN);
  }
}
