package godwit.store.retention;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/// Whether the clocks agree by which data is forgotten: this node's, the database's, and the time
/// of
/// the last run of maintenance.
///
/// - units: they agree while no two are more than [#MOST] apart
/// - errors: none
/// - source: maintenance runs four times an hour, also when there is nothing to do; so a gap of
/// more
///   than a day is a clock that jumped, unless nobody ran: the first run of a process excuses it
/*
 * Once they disagree, it is noted for all nodes, and stays so: the clock may go back, or an
 * operator says that it is right. The time of the last run stays as it was, so that a clock which
 * comes back is known to agree again; and a node that starts meanwhile excuses nothing.
 */
public final class ClockAgreement {
  /// The most that two of them may be apart.
  public static final Duration MOST = Duration.ofDays(1);

  private static final String LOOK =
      "select godwit_now(), last_run, held_since is not null from maintenance";
  private static final String RAN =
      "update maintenance set last_run = godwit_now(), held_since = null";
  private static final String HELD =
      "update maintenance set held_since = coalesce(held_since, godwit_now())";

  private final SqlClient client;
  private final InstantSource clock;
  private boolean hasRun;

  /// @param clock this node's
  public ClockAgreement(SqlClient client, InstantSource clock) {
    this.client = client;
    this.clock = clock;
  }

  /// What the clocks show.
  ///
  /// @param held whether maintenance has stopped for their disagreement
  public record Reading(Instant node, Instant database, Instant lastRun, boolean held) {
    /// What is wrong, if anything is, for an operator.
    public Optional<String> disagreement() {
      if (apart(node, database)) {
        return Optional.of("this node's clock shows " + node + ", the database's " + database);
      }
      return apart(database, lastRun)
          ? Optional.of("the clock shows " + database + ", maintenance last ran at " + lastRun)
          : Optional.empty();
    }

    private static boolean apart(Instant one, Instant other) {
      return Duration.between(one, other).abs().compareTo(MOST) > 0;
    }

    private Reading withoutGap() {
      return new Reading(node, database, database, held);
    }
  }

  /// Looks, and changes nothing.
  public Future<Reading> read() {
    return client.query(LOOK).execute().map(rows -> {
      Row row = rows.iterator().next();
      return new Reading(
          clock.instant(),
          row.getOffsetDateTime(0).toInstant(),
          row.getOffsetDateTime(1).toInstant(),
          row.getBoolean(2));
    });
  }

  /// Begins a run of maintenance: notes that there was one, or that there can be none.
  ///
  /// @return why there can be none
  public Future<Optional<String>> begin() {
    return read().compose(reading -> {
      boolean down = !hasRun && !reading.held() && reading.lastRun().isBefore(reading.database());
      Optional<String> wrong = (down ? reading.withoutGap() : reading).disagreement();
      hasRun = true;
      return client.query(wrong.isEmpty() ? RAN : HELD).execute().map(wrong);
    });
  }

  /// An operator says that the clocks are right: what they show now is the last run.
  ///
  /// @return what is still wrong: nobody can confirm that the node's and the database's differ
  public Future<Optional<String>> confirm() {
    return read().compose(reading -> {
      Optional<String> wrong = reading.withoutGap().disagreement();
      return wrong.isEmpty()
          ? client.query(RAN).execute().map(wrong)
          : Future.succeededFuture(wrong);
    });
  }
}
