package godwit.bridge;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Consumer;

/// Which times of a capture's records can be believed, in the order of the file.
///
/// - shape: records go in with [#add] and [#end]; those that can be believed come out, in their
///   order
/// - units: from the year in which the first contact tracing system went on the air to the last
///   second that a contact event can say
/// - errors: counted as [#untimely()]
/// - source: our own
/*
 * A capture is written as it is heard, so one record's time vouches for the next. A record that is
 * more than a day from the one before is held until another is within a day of it: then the clock
 * was set, or the recorder paused, and both count. Where the record after it, or the one after
 * that, goes on as before, nothing speaks for it. Without this, one damaged time would close every
 * open event and open one in another century.
 */
final class RecordTimes {
  static final Instant FIRST = Instant.parse("2020-01-01T00:00:00Z");

  /// The first that 32 bits of seconds cannot say.
  static final Instant END = Instant.ofEpochSecond(1L << 32);

  private static final Duration NEAR = Duration.ofDays(1);
  private static final int MAX_HELD = 2;

  private final Consumer<CaptureRecord> believed;
  private final Deque<CaptureRecord> held = new ArrayDeque<>(MAX_HELD);
  private Optional<Instant> last = Optional.empty();
  private long untimely;

  RecordTimes(Consumer<CaptureRecord> believed) {
    this.believed = believed;
  }

  void add(CaptureRecord record) {
    if (record.time().isBefore(FIRST) || !record.time().isBefore(END)) {
      untimely++;
    } else if (last.isPresent() && isNear(last.get(), record)) {
      dropHeld();
      believe(record);
    } else {
      Optional<CaptureRecord> before =
          held.stream().filter(each -> isNear(each.time(), record)).findFirst();
      if (before.isPresent()) {
        held.remove(before.get());
        dropHeld();
        believe(before.get());
        believe(record);
      } else {
        hold(record);
      }
    }
  }

  /// No record comes any more. A lone one is believed.
  void end() {
    if (last.isEmpty() && held.size() == 1) believe(held.remove());
    dropHeld();
  }

  /// Records that were not believed.
  long untimely() {
    return untimely;
  }

  private void believe(CaptureRecord record) {
    last = Optional.of(record.time());
    believed.accept(record);
  }

  private void hold(CaptureRecord record) {
    if (held.size() == MAX_HELD) {
      held.remove();
      untimely++;
    }
    held.add(record.kept());
  }

  private void dropHeld() {
    untimely += held.size();
    held.clear();
  }

  private static boolean isNear(Instant time, CaptureRecord record) {
    return Duration.between(time, record.time()).abs().compareTo(NEAR) <= 0;
  }
}
