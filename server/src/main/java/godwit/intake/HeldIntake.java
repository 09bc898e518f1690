package godwit.intake;

import static godwit.codec.batch.BatchLayout.KIND_SEALED;

import godwit.codec.batch.BlockHeader;
import godwit.codec.batch.ContactCursor;
import godwit.codec.batch.EndBlock;
import godwit.codec.batch.Magic;
import godwit.codec.batch.Preamble;
import godwit.codec.batch.Preamble.Field;
import godwit.codec.batch.Segment;
import godwit.codec.payload.SenderOrder;
import godwit.domain.Case;
import godwit.domain.ContactRules;
import godwit.domain.Directory.Resolution;
import godwit.domain.HeaderRules;
import godwit.domain.Place;
import godwit.domain.Problem;
import godwit.domain.ProblemType;
import godwit.domain.RejectReason;
import godwit.intake.content.Opening;
import godwit.store.commit.BatchKey;
import godwit.store.commit.Upload;
import godwit.store.held.HeldBlocks;
import godwit.store.held.HeldKeys;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.SecretKey;

/// A batch of contact events without a case: sealed block by block, and held.
///
/// It is judged as if there were a case, so that the phone hears of what can never count. Nothing
/// is scored, and nobody is told.
public final class HeldIntake implements Intake {
  /// Bytes of blocks of one batch: it is released in one piece.
  public static final int MOST_BYTES = 8 << 20;

  private static final SecureRandom RANDOM = new SecureRandom();

  private final IntakeLoop loop;
  private final UUID subject;
  private final boolean document;
  private final SegmentSink segments;
  private final ContactRules rules;
  private final ContactCursor contacts = new ContactCursor();
  private final ReceiptBuilder receipt;
  private final Opening opening;
  private final HeldBlocks seal;
  private Optional<Problem> refusal = Optional.empty();
  private Optional<Preamble> preamble = Optional.empty();
  private AppOrder order = new AppOrder(SenderOrder.BIG);
  private byte[] digest = new byte[0];
  private boolean stale;
  private int sealed;
  private long bytes;

  /// @param subject who uploads
  /// @param document whether it comes as a document
  public HeldIntake(
      IntakeLoop loop, HeldKeys keys, UUID subject, boolean document, SegmentSink segments) {
    this.loop = loop;
    this.subject = subject;
    this.document = document;
    this.segments = segments;
    this.rules = new ContactRules(
        loop.node().window(),
        loop.node().nowSeconds(),
        new HeaderRules(Optional.empty(), loop.node().directory()::ofCountry),
        loop.node().scoring(),
        new Case(0, loop.node().today(), Optional.empty(), false));
    this.receipt = new ReceiptBuilder(loop.node().limits());
    this.opening = new Opening(loop.pieces(), loop.node().opening(), this::segment);
    SegmentSink.Added added = segments.added();
    SecretKey key = keys.key(subject, added.day())
        .orElseThrow(() -> new IllegalStateException("no held key of " + added.day()));
    this.seal = new HeldBlocks(key, added.attempt());
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
    boolean own = loop.node().directory().resolve(read.destination()) instanceof Resolution.Own;
    if (!own || !read.origin().equals(read.destination())) {
      throw refuse(
          ProblemType.DESTINATION_MISMATCH,
          Field.DESTINATION,
          "origin and destination are the app's authority");
    }
    if (read.hops() != 0) {
      throw refuse(ProblemType.BAD_PREAMBLE, Field.HOPS, "hops is 0 from a device");
    }
    stale = loop.node().isStale(read.createdMillis());
    order = new AppOrder(loop.node().orderOf(read.origin()));
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
  public boolean block(int index, BlockHeader header, byte[] block, int offset) {
    if (stale) return false;
    if (header.kind() != KIND_SEALED) {
      contacts(index, header, block, offset);
      return false;
    }
    boolean opened = opening.open(index, header, block, offset, (inner, of, bytes, from) -> {
      receipt.inside(inner);
      contacts(index, of, bytes, from);
      return false;
    });
    receipt.outside();
    if (!opened) receipt.rejectBlock(index, header.count(), RejectReason.CANNOT_OPEN);
    return false;
  }

  private void contacts(int index, BlockHeader header, byte[] block, int offset) {
    contacts.wrap(block, offset, header);
    long accepted = 0;
    for (int record = 0; contacts.next(); record++) {
      if (judge(block) instanceof ContactRules.Outcome.Rejected rejected) {
        receipt.rejectRecord(index, record, rejected.reason(), rejected.littleEndian());
      } else {
        receipt.accept(1);
        accepted++;
      }
    }
    if (accepted > 0) hold(accepted, block, offset, header.blockBytes());
  }

  @Override
  public void segment(Segment segment) {
    throw new IllegalStateException("no block of a contact batch is kept as it is");
  }

  @Override
  public void end(EndBlock end, byte[] proven) {
    digest = proven;
  }

  @Override
  public Future<Outcome> commit() {
    Preamble read = preamble.orElseThrow();
    BatchKey key = BatchKey.ofSubject(subject, read.batch());
    if (stale) return loop.stale(key, digest, document);
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
        Optional.empty());
    return loop.commit(upload.placed(new Upload.Placement.Held(subject)), segments);
  }

  private ContactRules.Outcome judge(byte[] block) {
    return order.isAsWritten() || !contacts.isWhole()
        ? rules.judge(block, contacts)
        : rules.judge(order.bytes(block, contacts), order.contact());
  }

  private void hold(long records, byte[] block, int offset, int length) {
    bytes += length;
    if (bytes > MOST_BYTES) {
      throw refuse(Problem.of(
          ProblemType.TOO_LARGE, "what is held has at most " + MOST_BYTES + " bytes a batch"));
    }
    Buffer box = Buffer.buffer(seal.seal(sealed++, block, offset, length, RANDOM));
    segments.add(
        loop.node().destinations().id(loop.pool(), loop.node().directory().self()),
        new SegmentSink.Run(records, false, Buffer.buffer(), box, () -> {}));
  }

  private Stop refuse(ProblemType type, Field field, String detail) {
    return refuse(new Problem(type, Place.of(field, document), detail));
  }

  private Stop refuse(Problem problem) {
    refusal = Optional.of(problem);
    return new Stop();
  }
}
