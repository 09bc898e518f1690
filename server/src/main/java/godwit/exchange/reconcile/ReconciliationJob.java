package godwit.exchange.reconcile;

import io.vertx.core.Future;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/// Comparing with all peers once a night, and at once after a restore from a backup.
///
/// Several nodes on one database each do it: nothing is sent twice by that, since what is sent
/// again
/// is asked for first.
public final class ReconciliationJob {
  /* UTC; long enough for a node that was busy, or down, at its beginning. */
  private static final int FROM_HOUR = 2;
  private static final int TO_HOUR = 5;
  private static final int DAYS = 3;

  private final Reconciler reconciler;
  private final InstantSource clock;
  private Optional<LocalDate> done = Optional.empty();

  public ReconciliationJob(Reconciler reconciler, InstantSource clock) {
    this.reconciler = reconciler;
    this.clock = clock;
  }

  /// Does what is due.
  public Future<?> step() {
    return reconciler.afterRestore().compose(left -> {
      OffsetDateTime now = clock.instant().atOffset(ZoneOffset.UTC);
      LocalDate today = now.toLocalDate();
      boolean night = now.getHour() >= FROM_HOUR && now.getHour() < TO_HOUR;
      if (!night || done.filter(today::equals).isPresent()) return Future.succeededFuture();
      done = Optional.of(today);
      List<LocalDate> days = today.minusDays(DAYS).datesUntil(today).toList();
      return reconciler.compare(Optional.empty(), days, false);
    });
  }
}
