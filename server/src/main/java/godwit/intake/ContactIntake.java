package godwit.intake;

import static godwit.codec.batch.BatchLayout.KIND_SEALED;

import godwit.codec.batch.BlockHeader;
import godwit.codec.batch.ContactCursor;
import godwit.codec.batch.EndBlock;
import godwit.codec.batch.Magic;
import godwit.codec.batch.Preamble;
import godwit.codec.batch.Segment;
import godwit.codec.payload.ExposureHeader;
import godwit.codec.payload.RoutingCode;
import godwit.domain.Case;
import godwit.domain.ContactRules;
import godwit.domain.Directory.Resolution;
import godwit.domain.Reason;
import godwit.domain.Receipt;
import godwit.domain.Refusal;
import godwit.domain.RejectReason;
import godwit.store.BatchKey;
import godwit.store.CommitResult;
import godwit.store.Upload;
import io.vertx.core.Future;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// A batch of contact events under a case: each becomes an exposure, for whoever it concerns.
public final class ContactIntake implements Intake {
  private static final int MAX_IN_FLIGHT = 4;

  private final LoopContext loop;
  private final UUID permission;
  private final boolean crossBorder;
  private final ContactRules rules;
  private final ContactCursor contacts = new ContactCursor();
  private final ContactExposures exposures;
  private final SegmentWriter writer;
  private final Tally tally;
  private final SegmentWriter.Listener listener;
  private final Set<RoutingCode> concerned = new HashSet<>();
  private Optional<Preamble> preamble = Optional.empty();
  private byte[] digest = new byte[0];
  private int handingOn;
  private boolean stale;
  private boolean committed;

  public ContactIntake(
      LoopContext loop, UUID permission, Case confirmed, SegmentWriter.Listener listener) {
    this.loop = loop;
    this.permission = permission;
    this.crossBorder = confirmed.crossBorderConsent();
    this.rules = new ContactRules(loop.node().window(), loop.node().mechanism(), confirmed);
    this.exposures = new ContactExposures(confirmed.riskType());
    this.writer = new SegmentWriter(loop, listener);
    this.tally = new Tally(loop.node().limits());
    this.listener = listener;
  }

  @Override
  public void preamble(Preamble read) {
    if (read.magic() != Magic.CONTACTS) {
      throw Refusal.at(Reason.BAD_MAGIC, 0, "expected HIC1, got " + read.magic().text());
    }
    if (!isOwn(read.destination()) || !read.origin().equals(read.destination())) {
      throw Refusal.at(
          Reason.DESTINATION_MISMATCH, 28, "origin and destination are the app's authority");
    }
    if (read.hops() != 0) throw Refusal.at(Reason.BAD_PREAMBLE, 5, "hops is 0 from a device");
    stale = loop.node().isStale(read.createdMillis());
    preamble = Optional.of(read);
  }

  @Override
  public boolean block(int index, BlockHeader header, byte[] bytes, int offset) {
    if (stale) return false;
    if (header.kind() == KIND_SEALED) {
      tally.rejectBlock(index, header.count(), RejectReason.CANNOT_OPEN);
      return false;
    }
    contacts.wrap(bytes, offset, header);
    int record = 0;
    while (contacts.next()) {
      switch (rules.judge(bytes, contacts)) {
        case ContactRules.Outcome.Rejected(RejectReason reason) ->
          tally.rejectRecord(index, record, reason);
        case ContactRules.Outcome.Exposure exposure -> {
          tally.accept(1);
          route(exposure, bytes);
        }
      }
      record++;
    }
    if (exposures.isLarge()) handOn();
    return false;
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
  public boolean isFull() {
    return handingOn > 0 || writer.inFlight() >= MAX_IN_FLIGHT;
  }

  @Override
  public boolean isSettled() {
    return handingOn == 0 && writer.inFlight() == 0;
  }

  @Override
  public Future<Receipt> commit() {
    Preamble read = preamble.orElseThrow();
    BatchKey key = BatchKey.ofPermission(permission, read.batch());
    if (stale) {
      return loop.stale(
          key, digest, Refusal.at(Reason.STALE, 32, "created is outside of the window"));
    }
    Receipt receipt = tally.receipt(read.batch(), Receipt.State.STORED, digest);
    Upload upload = new Upload(
        key,
        read,
        "permission/" + permission,
        receipt,
        writer.attempt(),
        writer.day(),
        writer.writtenAhead(),
        writer.kept(),
        writer.portions(),
        Optional.empty());
    return loop.node().committer().commit(upload).compose(this::answer);
  }

  @Override
  public void close() {
    writer.close(committed);
  }

  private Future<Receipt> answer(CommitResult result) {
    if (result instanceof CommitResult.Committed) {
      committed = true;
      loop.node().committed().run();
    }
    return CommittedReceipt.of(result);
  }

  private void route(ContactRules.Outcome.Exposure exposure, byte[] bytes) {
    RoutingCode code = exposure.header().routing();
    boolean own = isOwn(code);
    if (!own && !crossBorder) return;
    RoutingCode destination = own ? loop.node().directory().self() : code;
    concerned.add(destination);
    if (concerned.size() > loop.node().limits().contactDestinations()) {
      throw Refusal.of(Reason.TOO_LARGE, "it concerns too many authorities: send it in parts");
    }
    exposures.add(
        destination,
        exposure,
        bytes,
        contacts.payloadOffset() + ExposureHeader.BYTES,
        contacts.payloadLength() - ExposureHeader.BYTES);
  }

  private boolean isOwn(RoutingCode code) {
    return loop.node().directory().resolve(code) instanceof Resolution.Own;
  }

  /* Rows of destinations may have to be made first, so segments follow a little later. */
  private void handOn() {
    List<ContactExposures.Run> runs = exposures.take();
    for (ContactExposures.Run run : runs) {
      handingOn++;
      loop.node().destinations().id(loop.pool(), run.destination()).onComplete(id -> {
        handingOn--;
        if (id.failed()) {
          listener.failed(id.cause());
        } else {
          writer.add(
              id.result(), run.records(), run.centralised(), run.hashes(), run.blocks(), () -> {});
          listener.written();
        }
      });
    }
  }
}
