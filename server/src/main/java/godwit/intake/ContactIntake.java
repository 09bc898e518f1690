package godwit.intake;

import godwit.codec.batch.BlockHeader;
import godwit.codec.batch.ContactCursor;
import godwit.codec.batch.EndBlock;
import godwit.codec.batch.Preamble;
import godwit.codec.mix.RecordGroup;
import godwit.codec.payload.ExposureHeader;
import godwit.codec.payload.RoutingCode;
import godwit.domain.Case;
import godwit.domain.ConcernedAuthorities;
import godwit.domain.ContactRules;
import godwit.domain.Directory.Resolution;
import godwit.domain.EventSection;
import godwit.domain.HeaderRules;
import godwit.domain.OutbreakWindow;
import godwit.domain.Problem;
import godwit.domain.ProblemType;
import godwit.domain.Receipt;
import godwit.domain.RejectReason;
import godwit.domain.home.TokenJudge;
import godwit.store.cases.CasePart;
import godwit.store.cases.EventIds;
import godwit.store.commit.BatchKey;
import godwit.store.commit.Upload;
import godwit.store.held.HeldUpload;
import godwit.store.venue.VenueKeys;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.UUID;

/// A batch of contact events under a case: each becomes an exposure, for the authority that it
/// concerns.
public final class ContactIntake extends ContactReading {
  private final Arrival arrival;
  private final HeaderRules headers;
  private final ContactRules rules;
  private final EventSection section = new EventSection();
  private final CaseEvents events;
  private final TokenJudge tokens;
  private final ContactExposures exposures;
  private final ConcernedAuthorities concerned;
  private long repeated;

  /// A batch that a phone brings.
  ///
  /// @param permission under which it uploads
  /// @param caseId of the case that the permission is for
  /// @param confirmed the case itself
  /// @param known contact events of the case that have become exposures before
  /// @param document whether it comes as a document
  /// @param released the held upload that it is, where it comes out of this node's own store
  /// @param outbreak what of it counts, where a venue's outbreak releases it; the rest stays held
  public record Arrival(
      UUID permission,
      UUID caseId,
      Case confirmed,
      EventIds known,
      boolean document,
      Optional<HeldUpload> released,
      Optional<OutbreakWindow> outbreak) {
    /// One that comes from outside.
    public Arrival(UUID permission, UUID caseId, Case confirmed, EventIds known, boolean document) {
      this(permission, caseId, confirmed, known, document, Optional.empty(), Optional.empty());
    }
  }

  public ContactIntake(IntakeLoop loop, Arrival arrival, SegmentSink segments) {
    super(loop, arrival.document(), segments);
    this.arrival = arrival;
    this.headers = new HeaderRules(loop.node().robert(), loop.node().directory()::ofCountry);
    this.rules = new ContactRules(
        loop.node().window(),
        loop.node().nowSeconds(),
        headers,
        loop.node().scoring(),
        arrival.confirmed(),
        arrival.outbreak());
    this.events = new CaseEvents(arrival.known());
    this.concerned = new ConcernedAuthorities(
        loop.node().directory(),
        arrival.confirmed().crossBorderConsent(),
        loop.node().limits().contactDestinations());
    this.tokens = new TokenJudge(loop.node().home());
    this.exposures =
        new ContactExposures(arrival.confirmed().riskType(), loop.node().mix().isOn());
  }

  @Override
  void begin(BlockHeader header) {
    events.expect(header.count());
  }

  @Override
  void over(BlockHeader header, byte[] bytes, int offset) {
    if (exposures.isLarge()) handOn();
  }

  @Override
  void judge(int block, int record, byte[] bytes, ContactCursor contact) {
    switch (rules.judge(bytes, contact)) {
      case ContactRules.Outcome.Rejected rejected ->
        receipt.rejectRecord(block, record, rejected.reason(), rejected.littleEndian());
      case ContactRules.Outcome.Harmless _ -> take(block, record, Optional.empty(), bytes, contact);
      case ContactRules.Outcome.Exposure exposure -> {
        if (isForged(exposure, bytes, contact)) {
          receipt.rejectRecord(block, record, RejectReason.NOT_VALID);
        } else {
          take(block, record, Optional.of(exposure), bytes, contact);
        }
      }
    }
  }

  /* A token of this authority's own that nobody was given. */
  private boolean isForged(
      ContactRules.Outcome.Exposure exposure, byte[] bytes, ContactCursor contact) {
    Resolution whose = loop.node().directory().resolve(exposure.header().routing());
    return whose instanceof Resolution.Own
        && !tokens.isValid(
            exposure.header().payloadType(),
            exposure.date(),
            bytes,
            contact.payloadOffset() + ExposureHeader.BYTES,
            contact.payloadLength() - ExposureHeader.BYTES);
  }

  @Override
  public void end(EndBlock end, byte[] proven) {
    super.end(end, proven);
    handOn();
  }

  @Override
  BatchKey key(UUID batch) {
    return BatchKey.ofCase(arrival.caseId(), batch);
  }

  @Override
  Future<Outcome> store(BatchKey key, Preamble preamble, byte[] proven) {
    SegmentSink.Added added = segments.added();
    Upload upload = new Upload(
        key,
        preamble,
        key.scope(),
        receipt.contactReceipt(preamble.batch(), proven),
        added.attempt(),
        added.day(),
        added.writtenAhead(),
        added.kept(),
        added.portions(),
        Optional.empty(),
        VenueKeys.NONE,
        Optional.of(
            new CasePart(arrival.caseId(), arrival.permission(), added.day(), events.shared())));
    if (arrival.released().isPresent())
      upload = upload.releasing(arrival.released().get());
    if (loop.node().mix().isOn()) {
      upload = upload.placed(new Upload.Placement.Pooled(arrival.caseId()));
    }
    return loop.commit(upload, segments).onSuccess(this::count);
  }

  private void count(Outcome outcome) {
    boolean isNew = outcome instanceof Outcome.Stored(Receipt stored) && !stored.duplicate();
    if (!isNew) return;
    loop.meters().repeated(repeated);
    loop.meters().robert(headers.moved(), headers.unknown());
  }

  /* An event that has counted is accepted, so that the phone can forget it, and makes nothing. */
  private void take(
      int block,
      int record,
      Optional<ContactRules.Outcome.Exposure> exposure,
      byte[] bytes,
      ContactCursor contact) {
    if (!section.read(bytes, contact.sectionsOffset(), contact.sectionsLength())) {
      receipt.rejectRecord(block, record, RejectReason.BAD_PAYLOAD);
      return;
    }
    Optional<RoutingCode> whose = Optional.empty();
    if (exposure.isPresent()) {
      switch (concerned.of(exposure.get().header().routing())) {
        case ConcernedAuthorities.Found.Told told -> whose = Optional.of(told.whose());
        case ConcernedAuthorities.Found.Nobody _ -> {} // it stays at home
        case ConcernedAuthorities.Found.TooMany _ -> {
          receipt.rejectRecord(block, record, RejectReason.TOO_MANY_AUTHORITIES);
          return;
        }
      }
    }
    receipt.accept(1);
    if (!section.isPresent()) {
      if (whose.isPresent()) add(whose.get(), exposure.orElseThrow(), bytes, contact);
    } else if (events.isFull()) {
      throw refuse(Problem.of(
          ProblemType.TOO_LARGE, "a case has at most " + EventIds.MAX + " contact events"));
    } else if (events.isNews(section.event(), section.revision())) {
      if (whose.isPresent()) {
        events.became(section.event(), add(whose.get(), exposure.orElseThrow(), bytes, contact));
      }
    } else {
      repeated++;
    }
  }

  /* Where the exposure is the last of. */
  private RecordGroup add(
      RoutingCode destination,
      ContactRules.Outcome.Exposure exposure,
      byte[] bytes,
      ContactCursor contact) {
    return exposures.add(
        destination,
        exposure,
        bytes,
        contact.payloadOffset() + ExposureHeader.BYTES,
        contact.payloadLength() - ExposureHeader.BYTES);
  }

  private void handOn() {
    events.handedOn();
    for (ContactExposures.Run run : exposures.take()) {
      boolean known =
          !(loop.node().directory().resolve(run.destination()) instanceof Resolution.Unknown);
      receipt.became(run.records(), known);
      segments.add(
          loop.node().destinations().id(loop.pool(), run.destination()),
          new SegmentSink.Run(run.records(), run.filtered(), run.hashes(), run.blocks(), () -> {}));
    }
  }
}
