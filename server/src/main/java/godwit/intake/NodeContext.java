package godwit.intake;

import godwit.codec.payload.RoutingCode;
import godwit.domain.DateWindow;
import godwit.domain.Directory;
import godwit.domain.Guidance;
import godwit.domain.Limits;
import godwit.domain.RiskMechanism;
import godwit.exchange.PeerCalls;
import godwit.store.Attempts;
import godwit.store.Committer;
import godwit.store.Destinations;
import io.vertx.sqlclient.Pool;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// What all listeners of one node share.
///
/// @param id of this process
/// @param name of the authority, for people
/// @param endpoints of peers and of this node, most wanted first; none of its own: as it is reached
/// @param epoch of the database, which every cursor carries
/// @param ahead for what is written ahead of an upload's end
/// @param committer of what is ready
/// @param committed is run after each commit that made something visible
/// @param budget for the bodies in flight
/// @param delays of its event loops
/// @param polls callers that wait for something new
/// @param calls to peers while somebody waits
/// @param codeTries of all devices
/// @param guidance for phones
public record NodeContext(
    UUID id,
    Directory directory,
    String name,
    Map<RoutingCode, List<URI>> endpoints,
    Limits limits,
    RiskMechanism mechanism,
    InstantSource clock,
    long epoch,
    Attempts attempts,
    Destinations destinations,
    Pool ahead,
    Committer committer,
    Runnable committed,
    StreamBudget budget,
    LoopDelays delays,
    LongPolls polls,
    PeerCalls calls,
    CodeTries codeTries,
    Guidance guidance) {

  /// Makes the context of a node that is about to listen.
  public static NodeContext of(
      Directory directory,
      String name,
      Map<RoutingCode, List<URI>> endpoints,
      Limits limits,
      RiskMechanism mechanism,
      InstantSource clock,
      long epoch,
      UUID node,
      Pool ahead,
      Committer committer,
      Runnable committed,
      LongPolls polls,
      PeerCalls calls,
      Guidance guidance) {
    return new NodeContext(
        node,
        directory,
        name,
        endpoints,
        limits,
        mechanism,
        clock,
        epoch,
        new Attempts(node),
        new Destinations(),
        ahead,
        committer,
        committed,
        new StreamBudget(limits.streamBytes()),
        new LoopDelays(),
        polls,
        calls,
        new CodeTries(System::nanoTime),
        guidance);
  }

  LocalDate today() {
    return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
  }

  /// Whether a batch was made too long ago, or too far ahead, to be taken.
  boolean isStale(long createdMillis) {
    long now = clock.millis();
    return createdMillis < now - Duration.ofDays(limits.windowPastDays()).toMillis()
        || createdMillis > now + Duration.ofDays(limits.windowAheadDays()).toMillis();
  }

  public DateWindow window() {
    return DateWindow.around(today(), limits);
  }
}
