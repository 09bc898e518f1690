package godwit.intake;

import godwit.codec.payload.RoutingCode;
import godwit.codec.payload.SenderOrder;
import godwit.codec.sealing.OpeningKey;
import godwit.domain.DateWindow;
import godwit.domain.Directory;
import godwit.domain.Limits;
import godwit.domain.MixPolicy;
import godwit.domain.Pauses;
import godwit.domain.RobertCountries;
import godwit.domain.home.HomeSystem;
import godwit.domain.risk.Scoring;
import godwit.store.Destinations;
import godwit.store.commit.Committer;
import godwit.store.held.Holding;
import godwit.store.segment.Attempts;
import godwit.trust.keys.SignerKeys;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// What the uploads of one node share, whichever way they come.
///
/// @param currentDirectory who handles which routing code, as it is now; it may be replaced
/// @param currentPauses what an operator has stopped
/// @param signers whose signatures are verified
/// @param opening keys that sealed blocks are opened with, as they are now
/// @param scoring of contact events
/// @param robert whose phones' identifiers are sent to their own country
/// @param byteOrders of the apps whose payloads are not big-endian, by their authority
/// @param mix when exposures made of them leave
/// @param holding of contact events that wait for a case, where any are taken
/// @param home what reads the tokens of this authority's own users, where anything does
/// @param ahead connection for what is written ahead of an upload's end
/// @param committer of uploads that are read to their end
/// @param committed run after each commit that made something visible
/// @param pooled run after each commit of what waits to be mixed
/// @param memory for the bodies in flight
/// @param diskIsShort whether nothing new may be stored just now
/// @param metrics of the node
public record IntakeContext(
    Supplier<Directory> currentDirectory,
    Supplier<Pauses> currentPauses,
    SignerKeys signers,
    Supplier<List<OpeningKey>> opening,
    Limits limits,
    Scoring scoring,
    Optional<RobertCountries> robert,
    Map<RoutingCode, SenderOrder> byteOrders,
    MixPolicy mix,
    Optional<Holding> holding,
    Optional<HomeSystem> home,
    InstantSource clock,
    Attempts attempts,
    Destinations destinations,
    Pool ahead,
    Committer committer,
    Runnable committed,
    Runnable pooled,
    MemoryBudget memory,
    BooleanSupplier diskIsShort,
    MeterRegistry metrics) {

  /// Who handles which routing code, read anew with each call.
  public Directory directory() {
    return currentDirectory.get();
  }

  /// How the app of an authority that this node answers for writes integers.
  SenderOrder orderOf(RoutingCode authority) {
    return Optional.ofNullable(byteOrders.get(authority)).orElse(SenderOrder.BIG);
  }

  /// Seconds since 1970-01-01T00:00Z.
  public long nowSeconds() {
    return clock.instant().getEpochSecond();
  }

  /// The day in UTC.
  public LocalDate today() {
    return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
  }

  /// Whether a batch was made too long ago, or too far ahead, to be taken.
  public boolean isStale(long createdMillis) {
    long now = clock.millis();
    return createdMillis < now - Duration.ofDays(limits.windowPastDays()).toMillis()
        || createdMillis > now + Duration.ofDays(limits.windowAheadDays()).toMillis();
  }

  /// The days that contacts may be of.
  public DateWindow window() {
    return DateWindow.around(today(), limits);
  }
}
