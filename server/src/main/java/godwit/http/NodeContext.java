package godwit.http;

import godwit.codec.payload.RoutingCode;
import godwit.domain.DateWindow;
import godwit.domain.Directory;
import godwit.domain.Guidance;
import godwit.domain.Limits;
import godwit.exchange.FederationSource;
import godwit.exchange.PeerCalls;
import godwit.exchange.revoking.Revoking;
import godwit.intake.IntakeContext;
import godwit.list.ExposureList;
import godwit.store.held.Holding;
import godwit.trust.keys.ListedSealingKey;
import godwit.trust.keys.VerifyingKey;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// What all listeners of one node share.
///
/// @param id of this process
/// @param name of the authority, for people
/// @param federation as it is now; it may be replaced
/// @param epoch of the database, which every cursor carries
/// @param intake what uploads share
/// @param delays of its event loops
/// @param polls callers that wait for something new
/// @param calls to peers while somebody waits
/// @param revoking what takes back
/// @param codeTries of all devices
/// @param registrations of all devices
/// @param metrics as they are asked for
/// @param guidance for phones
/// @param list for phones
public record NodeContext(
    UUID id,
    String name,
    FederationSource federation,
    long epoch,
    IntakeContext intake,
    LoopDelays delays,
    LongPolls polls,
    PeerCalls calls,
    Revoking revoking,
    CodeTries codeTries,
    CodeTries registrations,
    PrometheusMeterRegistry metrics,
    Guidance guidance,
    ExposureList list) {

  /// Who handles which routing code, read anew with each call.
  public Directory directory() {
    return federation.directory();
  }

  /// The endpoints of an authority, most wanted first. None of this node's own: as it is reached.
  public List<URI> endpoints(RoutingCode code) {
    return federation.current().endpoints(code);
  }

  /// The keys that an authority signs with, this node's too, as far as they are known.
  public List<VerifyingKey> signing(RoutingCode code) {
    return directory().serves().contains(code)
        ? federation.current().keys().shown()
        : intake.signers().of(code);
  }

  /// The keys that others may seal to for an authority, this node's too, as far as they are known.
  public List<ListedSealingKey> sealing(RoutingCode code) {
    return directory().serves().contains(code)
        ? federation.current().keys().listed(code)
        : federation.addressees().listed(code);
  }

  /// Of contact events that wait for a case, where any are taken.
  public Optional<Holding> holding() {
    return intake.holding();
  }

  public Limits limits() {
    return intake.limits();
  }

  public InstantSource clock() {
    return intake.clock();
  }

  /// The days that contacts may be of.
  public DateWindow window() {
    return intake.window();
  }

  /// Wakes those who wait for something new to deliver, list or fetch.
  public void wakeReaders() {
    intake.committed().run();
  }
}
