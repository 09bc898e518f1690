package godwit.intake;

import static godwit.codec.batch.BatchLayout.KIND_SEALED;

import godwit.codec.batch.BlockHeader;
import godwit.codec.batch.ContactCursor;
import godwit.codec.batch.EndBlock;
import godwit.codec.batch.Magic;
import godwit.codec.batch.Preamble;
import godwit.codec.batch.Preamble.Field;
import godwit.codec.batch.Segment;
import godwit.codec.mix.RecordGroup;
import godwit.codec.payload.ExposureHeader;
import godwit.codec.payload.RoutingCode;
import godwit.codec.payload.SenderOrder;
import godwit.domain.Case;
import godwit.domain.ConcernedAuthorities;
import godwit.domain.ContactRules;
import godwit.domain.Directory.Resolution;
import godwit.domain.EventSection;
import godwit.domain.HeaderRules;
import godwit.domain.OutbreakWindow;
import godwit.domain.Place;
import godwit.domain.Problem;
import godwit.domain.ProblemType;
import godwit.domain.Receipt;
import godwit.domain.RejectReason;
import godwit.domain.home.TokenJudge;
import godwit.intake.content.Opening;
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
public final class ContactIntake implements Intake {
  private final IntakeLoop loop;
  private final Arrival arrival;
  private final SegmentSink segments;
  private final HeaderRules headers;
  private final ContactRules rules;
  private final ContactCursor contacts = new ContactCursor();
  private final EventSection section = new EventSection();
  private final CaseEvents events;
  private final TokenJudge tokens;
  private final ContactExposures exposures;
  private final ReceiptBuilder receipt;
  private final ConcernedAuthorities concerned;
  private final Opening opening;
  private Optional<Problem> refusal = Optional.empty();
  private Optional<Preamble> preamble = Optional.empty();
  private byte[] digest = new byte[0];
  private AppOrder order = new AppOrder(SenderOrder.BIG);
  private boolean stale;
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
    this.loop = loop;
    this.arrival = arrival;
    this.segments = segments;
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
    this.receipt = new ReceiptBuilder(loop.node().limits());
    this.opening = new Opening(loop.pieces(), loop.node().opening(), this::segment);
  }

  @Override
  public Optional<Problem> refusal() {
    return refusal;
  }

  @Override
  public void preamble(Preamble read) {
    if (read.magic() != Magic.CONTACTS) {
      throw refuse(
          ProblemType.BAD_MAGIC,
          Field.MAGIC,
          "expected HIC1, got " + read.magic().text());
    }
    Resolution app = loop.node().directory().resolve(read.destination());
    if (!(app instanceof Resolution.Own(RoutingCode authority))
        || !read.origin().equals(read.destination())) {
      throw refuse(
          ProblemType.DESTINATION_MISMATCH,
          Field.DESTINATION,
          "origin and destination are the app's authority");
    }
    if (read.hops() != 0) {
      throw refuse(ProblemType.BAD_PREAMBLE, Field.HOPS, "hops is 0 from a device");
    }
    order = new AppOrder(loop.node().orderOf(authority));
    stale = loop.node().isStale(read.createdMillis());
    preamble = Optional.of(read);
    opening.begin(read);
  }

  @Override
  public boolean isReady(int index, BlockHeader header) {
    return stale || opening.isReady(index, header);
  }

  @Override
  public void release() {
    opening.release();
  }

  @Override
  public boolean block(int index, BlockHeader header, byte[] bytes, int offset) {
    if (stale) return false;
    if (header.kind() != KIND_SEALED) {
      contacts(index, header, bytes, offset);
      return false;
    }
    boolean opened = opening.open(index, header, bytes, offset, (inner, of, at, from) -> {
      receipt.inside(inner);
      contacts(index, of, at, from);
      return false;
    });
    receipt.outside();
    if (!opened) receipt.rejectBlock(index, header.count(), RejectReason.CANNOT_OPEN);
    return false;
  }

  private void contacts(int index, BlockHeader header, byte[] bytes, int offset) {
    events.expect(header.count());
    contacts.wrap(bytes, offset, header);
    int record = 0;
    while (contacts.next()) {
      if (order.isAsWritten() || !contacts.isWhole()) judge(index, record, bytes, contacts);
      else judge(index, record, order.bytes(bytes, contacts), order.contact());
      record++;
    }
    if (exposures.isLarge()) handOn();
  }

  private void judge(int block, int record, byte[] bytes, ContactCursor contact) {
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
  public void segment(Segment segment) {
    throw new IllegalStateException("no block of a contact batch is kept as it is");
  }

  @Override
  public void end(EndBlock end, byte[] proven) {
    digest = proven;
    handOn();
  }

  @Override
  public Future<Outcome> commit() {
    Preamble read = preamble.orElseThrow();
    BatchKey key = BatchKey.ofCase(arrival.caseId(), read.batch());
    if (stale) {
      return loop.stale(key, digest, arrival.document());
    }
    if (opening.isOfUnknownKey()) return loop.firstOr(key, digest, Outcome.unknownKey());
    SegmentSink.Added added = segments.added();
    Upload upload = new Upload(
        key,
        read,
        key.scope(),
        receipt.contactReceipt(read.batch(), digest),
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

  private Stop refuse(ProblemType type, Field field, String detail) {
    return refuse(new Problem(type, Place.of(field, arrival.document()), detail));
  }

  private Stop refuse(Problem problem) {
    refusal = Optional.of(problem);
    return new Stop();
  }
}
