package godwit.perf;

import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.global;

import io.gatling.javaapi.core.Simulation;
import java.time.Duration;

/// Peers that send, peers that fetch, and phones at once, on one node.
public final class MixedSimulation extends Simulation {
  private static final int CONNECTIONS = 4;
  private static final int FETCHERS = 4;
  private static final double PHONES_PER_SECOND = 10;
  private static final Duration PAUSE = Duration.ofMillis(500);

  public MixedSimulation() {
    Scenarios scenarios = new Scenarios(SimulatedNode.start());
    Duration length = SimulationLength.of();
    int batches = Math.toIntExact(length.dividedBy(PAUSE));
    setUp(
            scenarios
                .authority(batches, PAUSE)
                .injectOpen(atOnceUsers(CONNECTIONS))
                .protocols(scenarios.peers()),
            scenarios
                .fetcher(length)
                .injectOpen(atOnceUsers(FETCHERS))
                .protocols(scenarios.peers()),
            scenarios
                .phone()
                .injectOpen(constantUsersPerSec(PHONES_PER_SECOND).during(length))
                .protocols(scenarios.phones()))
        .assertions(global().failedRequests().count().is(0L));
  }
}
