package godwit.perf;

import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.global;

import io.gatling.javaapi.core.Simulation;
import java.time.Duration;

/// Steady traffic between authorities: eight connections, each with a batch four times a second.
public final class AuthoritiesSimulation extends Simulation {
  private static final int CONNECTIONS = 8;
  private static final Duration PAUSE = Duration.ofMillis(250);

  public AuthoritiesSimulation() {
    Scenarios scenarios = new Scenarios(SimulatedNode.start());
    int batches = Math.toIntExact(SimulationLength.of().dividedBy(PAUSE));
    setUp(scenarios.authority(batches, PAUSE).injectOpen(atOnceUsers(CONNECTIONS)))
        .protocols(scenarios.peers())
        .assertions(global().failedRequests().count().is(0L));
  }
}
