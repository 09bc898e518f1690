package godwit.exchange.status;

import godwit.codec.payload.RoutingCode;
import godwit.domain.home.HomeSystem;
import godwit.domain.home.Reading;
import godwit.exchange.BoundedWait;
import godwit.exchange.StoreLoop;
import godwit.exchange.TroubleLog;
import godwit.exchange.Wakeup;
import godwit.store.Destinations;
import godwit.store.segment.SegmentBytes;
import godwit.store.segment.Stretch;
import godwit.store.status.StatusReading;
import godwit.store.status.StatusReading.Look;
import godwit.store.status.StatusReading.Mark;
import godwit.store.status.StatusReading.Piece;
import godwit.store.status.Subtotals;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Transaction;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads what came for this authority's users of centralised systems, and adds it up for each.
///
/// One a node, a verticle of a virtual thread; of several nodes one works at a time.
/*
 * It reads the list as a phone would, block after block: a revocation takes back whatever was added
 * of its payload and date, and what still counts lies behind it. What was read and what was added
 * are one transaction.
 */
public final class StatusTally extends StoreLoop {
  private static final Logger LOG = LoggerFactory.getLogger(StatusTally.class);

  /// The longest that an exposure waits to be seen.
  private static final Duration LOOK = Duration.ofSeconds(5);

  private static final Duration GATHER = Duration.ofMillis(20);
  private static final int STORE_SECONDS = 60;

  private final Supplier<RoutingCode> self;
  private final HomeSystem home;
  private final TokenWalk walk;
  private final Destinations destinations = new Destinations();
  private final Counter counted;
  private final Counter invalid;
  private final Counter nobodys;

  /// @param self whose users they are
  public StatusTally(
      PgConnectOptions database,
      Supplier<RoutingCode> self,
      HomeSystem home,
      InstantSource clock,
      MeterRegistry metrics) {
    super(database, 1, new TroubleLog(LOG, clock, "status"), "adding up");
    this.self = self;
    this.home = home;
    this.walk = new TokenWalk(home::reads);
    this.counted = counter(metrics, "counted");
    this.invalid = counter(metrics, "not-valid");
    this.nobodys = counter(metrics, "unregistered");
  }

  private static Counter counter(MeterRegistry metrics, String result) {
    return Counter.builder("godwit.status.exposures")
        .tag("result", result)
        .description("exposures of centralised families that were read for users' status")
        .register(metrics);
  }

  /// Says that something was committed. From any thread, as often as anybody likes.
  public void wake() {
    signal.raise();
  }

  @Override
  protected Duration turn(Pool opened) {
    return step(opened) ? Duration.ZERO : LOOK;
  }

  @Override
  protected Duration afterTrouble() {
    return LOOK;
  }

  @Override
  protected void rest(Duration howLong) {
    if (howLong.isZero()) return;
    signal.await(howLong);
    new Wakeup().await(GATHER);
  }

  /* Whether there may be more to read at once. */
  private boolean step(Pool opened) {
    int destination = await(destinations.id(opened, self.get()));
    SqlConnection connection = await(opened.getConnection());
    try {
      Transaction transaction = await(connection.begin());
      boolean more = step(connection, new StatusReading(destination));
      await(transaction.commit());
      return more;
    } finally {
      connection.close(); // what is not committed is gone
    }
  }

  private boolean step(SqlConnection connection, StatusReading reading) {
    Optional<Mark> mark = await(reading.lock(connection));
    if (mark.isEmpty()) return false;
    Look look = await(reading.next(connection, mark.get()));
    int index = 0;
    for (Stretch stretch : Stretch.of(look.pieces().stream().map(Piece::place).toList())) {
      for (Buffer segment : await(SegmentBytes.KEPT.read(connection, stretch))) {
        add(connection, look.pieces().get(index++), segment.getBytes());
      }
    }
    if (!look.mark().equals(mark.get())) await(reading.through(connection, look.mark()));
    return look.more();
  }

  private void add(SqlConnection connection, Piece piece, byte[] blocks) {
    List<TokenWalk.Heard> heard = walk.over(blocks);
    if (heard.isEmpty()) return;
    List<Reading> readings =
        home.read(heard.stream().map(TokenWalk.Heard::token).toList());
    Subtotals subtotals = new Subtotals(connection);
    List<Subtotals.Exposure> gathered = new ArrayList<>();
    boolean revoking = false;
    long users = 0;
    long wrong = 0;
    long added = 0;
    for (int record = 0; record < heard.size(); record++) {
      TokenWalk.Heard each = heard.get(record);
      if (!(readings.get(record) instanceof Reading.User user)) {
        wrong++;
        continue;
      }
      /* What stands behind a revocation is not taken back by it. */
      if (each.header().isRevocation() != revoking) {
        added += flush(subtotals, gathered, revoking);
        revoking = each.header().isRevocation();
      }
      if (!revoking) users++;
      gathered.add(exposure(piece, record, each, user));
    }
    added += flush(subtotals, gathered, revoking);
    counted.increment((double) added);
    nobodys.increment((double) (users - added));
    invalid.increment((double) wrong);
    if (wrong > 0 && piece.source().isPresent()) {
      await(StatusReading.invalid(connection, piece.source().get(), wrong));
    }
  }

  private static int flush(
      Subtotals subtotals, List<Subtotals.Exposure> gathered, boolean revoking) {
    List<Subtotals.Exposure> all = List.copyOf(gathered);
    gathered.clear();
    if (!revoking) return await(subtotals.add(all));
    await(subtotals.takeBack(all));
    return 0;
  }

  private static Subtotals.Exposure exposure(
      Piece piece, int record, TokenWalk.Heard heard, Reading.User user) {
    return new Subtotals.Exposure(
        user.user().toArray(),
        LocalDate.ofEpochDay(heard.header().date()),
        user.token().toArray(),
        piece.position(),
        piece.place().ordinal(),
        record,
        heard.header().riskType(),
        heard.header().mechanism(),
        heard.score());
  }

  private static <T> T await(Future<T> future) {
    return BoundedWait.ofDatabase(future, STORE_SECONDS);
  }
}
