package godwit.exchange.revoking;

import static godwit.exchange.revoking.Store.await;

import godwit.codec.payload.RoutingCode;
import godwit.domain.revocation.RecordHash;
import godwit.exchange.FederationSource;
import godwit.exchange.StoreLoop;
import godwit.exchange.TroubleLog;
import godwit.exchange.Wakeup;
import godwit.store.Destinations;
import godwit.store.revocation.Revocations;
import godwit.store.revocation.Withholding;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Works off what was taken back, here and by peers, beside all that comes and goes.
///
/// One a node, a verticle of a virtual thread; of several nodes one works at a time.
public final class Revoking extends StoreLoop {
  private static final Logger LOG = LoggerFactory.getLogger(Revoking.class);

  /// The longest that a revocation of a peer's waits to be seen.
  private static final Duration LOOK = Duration.ofSeconds(5);

  /* Between looks, however often it is woken; and until all that was under way has ended. */
  private static final Duration GATHER = Duration.ofMillis(50);

  private final FederationSource federation;
  private final InstantSource clock;
  private final boolean mixed;
  private final Runnable made;
  private final Destinations destinations = new Destinations();
  private final RecordHash hash = new RecordHash(new SecureRandom());

  /// @param mixed whether what leaves is mixed with that of other cases
  /// @param made is run when something has got its place
  public Revoking(
      PgConnectOptions database,
      FederationSource federation,
      InstantSource clock,
      boolean mixed,
      Runnable made) {
    super(database, 2, new TroubleLog(LOG, clock, "revoking"), "taking back");
    this.federation = federation;
    this.clock = clock;
    this.mixed = mixed;
    this.made = made;
  }

  /// What is taken back from whom.
  ///
  /// @param revoked exposures
  /// @param again exposures of other cases that are sent again
  public record Amount(RoutingCode authority, long revoked, long again) {}

  /// Says that something was committed, or ordered. From any thread, as often as anybody likes.
  public void wake() {
    signal.raise();
  }

  /// Counts what revoking these cases would do. From any thread; completes on the caller's context.
  public Future<List<Amount>> count(List<UUID> cases) {
    Promise<List<Amount>> counted = Promise.promise();
    Context caller = vertx.getOrCreateContext();
    context.runOnContext(_ -> {
      try {
        List<Amount> amounts = counting(cases);
        caller.runOnContext(_ -> counted.complete(amounts));
      } catch (Exception fault) { // a lost connection is a checked one that nobody declares
        caller.runOnContext(_ -> counted.fail(fault));
      }
    });
    return counted.future();
  }

  @Override
  protected Duration turn(Pool opened) {
    return work(opened) ? Duration.ZERO : LOOK;
  }

  @Override
  protected Duration afterTrouble() {
    return LOOK;
  }

  @Override
  protected void rest(Duration howLong) {
    if (!howLong.isZero()) signal.await(howLong);
    new Wakeup().await(GATHER);
  }

  /* Whether there may be more to do at once. */
  private boolean work(Pool opened) {
    if (!await(Revocations.isAnything(opened))) return false;
    SqlConnection connection = await(opened.getConnection());
    try {
      if (!await(Withholding.lock(connection))) return false;
      try {
        boolean more = release(connection);
        return takeBack(connection) || more;
      } finally {
        await(Withholding.unlock(connection));
      }
    } finally {
      connection.close();
    }
  }

  private boolean release(SqlConnection connection) {
    Optional<Withholding.Waiting> next = await(Withholding.next(connection));
    if (next.isEmpty()) return false;
    if (!await(Withholding.isAlone(connection, next.get()))) return true;
    ListRelease.Done done = new ListRelease(
            connection, federation.directory().self(), hash, clock, next.get(), this::isStopping)
        .run();
    LOG.info(
        "a batch of {} has its place on the list: {} exposures are listed again, {} are not listed",
        next.get().upload().origin(),
        done.again(),
        done.left());
    made.run();
    return true;
  }

  private boolean takeBack(SqlConnection connection) {
    Optional<Revocations.Ordered> next = await(Revocations.next(connection));
    if (next.isEmpty()) return false;
    boolean more = takeback(connection).step(next.get());
    made.run();
    return more;
  }

  private Takeback takeback(SqlConnection connection) {
    return new Takeback(
        connection, federation.directory().self(), mixed, hash, clock, this::isStopping);
  }

  private List<Amount> counting(List<UUID> cases) {
    SqlConnection connection = await(pool().getConnection());
    try {
      Map<Integer, RoutingCode> codes = new TreeMap<>(await(destinations.all(connection)));
      List<Amount> amounts = new ArrayList<>();
      for (Takeback.Amount each : takeback(connection).count(cases)) {
        RoutingCode code = codes.get(each.destination());
        if (code == null) throw new IllegalStateException("no destination " + each.destination());
        amounts.add(new Amount(code, each.revoked(), each.again()));
      }
      return amounts;
    } finally {
      connection.close();
    }
  }
}
