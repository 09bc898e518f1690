package godwit.node;

import godwit.config.RegistrationSection;
import godwit.config.ServerConfig;
import godwit.domain.RobertCountries;
import godwit.domain.home.HomeSystem;
import godwit.domain.home.HomeSystems;
import godwit.exchange.FederationSource;
import godwit.exchange.status.StatusTally;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/// This authority's own users whose tokens only it can read, where it has any: the system that
/// reads them, and what adds up what came about them.
///
/// A country's own system is found as a service of the class path; this build's own one, where the
/// configuration asks for it, has the families that such a system has not.
final class HomeUsers {
  private final Optional<HomeSystem> system;
  private Optional<StatusTally> tally = Optional.empty();

  private HomeUsers(Optional<HomeSystem> system) {
    this.system = system;
  }

  static HomeUsers of(ServerConfig config, Optional<RobertCountries> robert) {
    List<HomeSystem> all = new ArrayList<>();
    ServiceLoader.load(HomeSystem.class).forEach(all::add);
    config
        .registration()
        .map(each -> RegistrationSection.open(each, config.authority().code(), robert))
        .ifPresent(all::add);
    return new HomeUsers(all.isEmpty() ? Optional.empty() : Optional.of(new HomeSystems(all)));
  }

  Optional<HomeSystem> system() {
    return system;
  }

  /// Says that something was committed.
  void wake() {
    tally.ifPresent(StatusTally::wake);
  }

  /// Starts what adds up, if there is anybody to add up for.
  Future<?> deploy(
      Vertx vertx,
      PgConnectOptions database,
      FederationSource federation,
      InstantSource clock,
      MeterRegistry metrics) {
    tally = system.map(each ->
        new StatusTally(database, () -> federation.directory().self(), each, clock, metrics));
    return tally.<Future<?>>map(each -> each.deploy(vertx)).orElseGet(Future::succeededFuture);
  }
}
