package godwit.exchange.mixing;

import godwit.codec.payload.RoutingCode;
import godwit.domain.MixPolicy;
import godwit.exchange.StoreLoop;
import godwit.exchange.TroubleLog;
import godwit.exchange.Wakeup;
import godwit.store.mixing.PoolClock;
import godwit.store.mixing.Pools;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks at each tick which pools leave, and has sets made of them.
///
/// One a node, also where mixing is off: what a configuration of before has left in the pools
/// leaves.
/// Ticks are those of the database's clock, so all nodes have the same; whichever comes first makes
/// the set.
public final class Mixer extends StoreLoop {
  private static final Logger LOG = LoggerFactory.getLogger(Mixer.class);
  private static final Duration LONGEST_LOOK = Duration.ofSeconds(10);
  private static final Duration AGAIN = Duration.ofSeconds(1);
  /* Of what waits although mixing was switched off since. */
  private static final MixPolicy LEFT_OVER = new MixPolicy(LONGEST_LOOK, 1, LONGEST_LOOK, false);

  private final RoutingCode self;
  private final MixPolicy policy;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final Runnable made;
  private final MixMeters meters;
  private final Wakeup arrived;
  private Instant done = Instant.MIN; // the last tick at which nothing was left undone

  /// @param self whose exposures they are
  /// @param arrived is raised when something was put into a pool here
  /// @param made is run when a set was made
  public Mixer(
      PgConnectOptions database,
      RoutingCode self,
      MixPolicy policy,
      InstantSource clock,
      RandomGenerator random,
      Wakeup arrived,
      Runnable made,
      MeterRegistry metrics) {
    super(database, 1, new TroubleLog(LOG, clock, "mixing"), "making sets");
    this.self = self;
    this.policy = policy;
    this.clock = clock;
    this.random = random;
    this.arrived = arrived;
    this.made = made;
    this.meters = new MixMeters(metrics);
  }

  @Override
  public Future<?> stop() {
    Future<?> stopped = super.stop();
    arrived.raise();
    return stopped;
  }

  @Override
  protected Duration afterTrouble() {
    return AGAIN;
  }

  @Override
  protected void rest(Duration howLong) {
    if (howLong.isZero()) arrived.await(LONGEST_LOOK);
    else signal.await(howLong);
  }

  /* Until the next look: just after the next tick. Nothing where nothing waits: then it is time
   * once something does. */
  @Override
  protected Duration turn(Pool opened) {
    PoolClock time = SetMaking.await(PoolClock.read(opened));
    MixPolicy now = policy.isOn() ? policy : LEFT_OVER;
    Instant tick = now.tick(time.now());
    List<Pools.Waiting> waiting = SetMaking.await(Pools.waiting(opened, tick));
    meters.waiting(waiting, time.now());
    if (!time.held() && !tick.equals(done)) {
      SetMaking making = new SetMaking(opened, self, now, clock, random);
      boolean all = true;
      for (Pools.Waiting each : waiting) {
        if (isStopping()) return AGAIN;
        if (now.leaves(each.cases(), each.oldest(), tick)) all &= make(making, each, tick);
      }
      if (!all) return AGAIN;
      done = tick;
    }
    if (waiting.isEmpty()) return Duration.ZERO;
    Duration left = Duration.between(time.now(), tick.plus(now.every()));
    return left.compareTo(LONGEST_LOOK) < 0 ? left.plusMillis(1) : LONGEST_LOOK;
  }

  /* What goes wrong with one destination holds up no other. */
  private boolean make(SetMaking making, Pools.Waiting each, Instant tick) {
    String subject = "sets of destination " + each.destination();
    try {
      making.make(each.destination(), tick).ifPresent(set -> {
        meters.made(set, set.cases() < policy.cases());
        made.run();
        LOG.debug("a set of {} exposures of {} cases", set.records(), set.cases());
      });
      troubles.succeeded(subject);
      return true;
    } catch (Exception fault) {
      if (!isStopping()) troubles.failed(subject, fault.getClass().getSimpleName());
      LOG.debug("a set waits", fault);
      return false;
    }
  }
}
