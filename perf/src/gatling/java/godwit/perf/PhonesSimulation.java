package godwit.perf;

import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.core.CoreDsl.rampUsersPerSec;

import io.gatling.javaapi.core.Simulation;
import java.time.Duration;

/// A morning: phones come ever faster for half of the time, and for the other half stay as many.
public final class PhonesSimulation extends Simulation {
  private static final double MOST_PER_SECOND = 20;

  public PhonesSimulation() {
    Scenarios scenarios = new Scenarios(SimulatedNode.start());
    Duration half = SimulationLength.of().dividedBy(2);
    setUp(scenarios
            .phone()
            .injectOpen(
                rampUsersPerSec(1).to(MOST_PER_SECOND).during(half),
                constantUsersPerSec(MOST_PER_SECOND).during(half)))
        .protocols(scenarios.phones())
        .assertions(global().failedRequests().count().is(0L));
  }
}
