package godwit.http;

import godwit.domain.DateWindow;
import godwit.domain.Directory;
import godwit.domain.Limits;
import godwit.domain.RiskMechanism;
import godwit.store.Attempts;
import godwit.store.Destinations;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.UUID;

/// What all listeners of one node share.
///
/// @param name of the authority, for people
/// @param epoch of the database, which every cursor carries
/// @param committed is run after each commit that made something visible
/// @param budget for the bodies in flight
public record NodeContext(
    Directory directory,
    String name,
    Limits limits,
    RiskMechanism mechanism,
    InstantSource clock,
    long epoch,
    Attempts attempts,
    Destinations destinations,
    Runnable committed,
    StreamBudget budget) {

  /// How long an answer may take after a body's last byte.
  static final Duration ANSWER = Duration.ofSeconds(60);

  /// Makes the context of a node that is about to listen.
  public static NodeContext of(
      Directory directory,
      String name,
      Limits limits,
      RiskMechanism mechanism,
      InstantSource clock,
      long epoch,
      UUID node,
      Runnable committed) {
    return new NodeContext(
        directory,
        name,
        limits,
        mechanism,
        clock,
        epoch,
        new Attempts(node),
        new Destinations(),
        committed,
        new StreamBudget(limits.streamBytes()));
  }

  LocalDate today() {
    return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
  }

  DateWindow window() {
    return DateWindow.around(today(), limits);
  }
}
