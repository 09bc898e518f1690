package godwit.intake;

import static godwit.codec.batch.BatchLayout.KIND_SEALED;

import godwit.codec.batch.BlockHeader;
import godwit.codec.batch.ContactCursor;
import godwit.codec.batch.EndBlock;
import godwit.codec.batch.Magic;
import godwit.codec.batch.Preamble;
import godwit.codec.batch.Preamble.Field;
import godwit.codec.batch.Segment;
import godwit.codec.payload.RoutingCode;
import godwit.codec.payload.SenderOrder;
import godwit.domain.Directory.Resolution;
import godwit.domain.Place;
import godwit.domain.Problem;
import godwit.domain.ProblemType;
import godwit.domain.RejectReason;
import godwit.intake.content.AppOrder;
import godwit.intake.content.Opening;
import godwit.store.commit.BatchKey;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.UUID;

/// The reading of a batch of contact events, whatever becomes of them: whose it is, whether it is
/// of time, what was sealed in it, and its records one after the other, as the exchange writes
/// them.
abstract class ContactReading implements Intake {
  final IntakeLoop loop;
  final boolean document;
  final SegmentSink segments;
  final ReceiptBuilder receipt;
  private final ContactCursor contacts = new ContactCursor();
  private final Opening opening;
  private Optional<Problem> refusal = Optional.empty();
  private Optional<Preamble> preamble = Optional.empty();
  private AppOrder order = new AppOrder(SenderOrder.BIG);
  private byte[] digest = new byte[0];
  private boolean stale;

  /// @param document whether it comes as a document
  ContactReading(IntakeLoop loop, boolean document, SegmentSink segments) {
    this.loop = loop;
    this.document = document;
    this.segments = segments;
    this.receipt = new ReceiptBuilder(loop.node().limits());
    this.opening = new Opening(loop.pieces(), loop.node().opening(), this::segment);
  }

  /// A block is about to be judged.
  abstract void begin(BlockHeader header);

  /// Judges the record that the cursor is at.
  abstract void judge(int block, int record, byte[] bytes, ContactCursor contact);

  /// All records of a block were judged.
  abstract void over(BlockHeader header, byte[] bytes, int offset);

  /// What makes it the same as another.
  abstract BatchKey key(UUID batch);

  /// Makes durable what came of it.
  abstract Future<Outcome> store(BatchKey key, Preamble preamble, byte[] proven);

  @Override
  public final Optional<Problem> refusal() {
    return refusal;
  }

  @Override
  public final void preamble(Preamble read) {
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
  public final boolean isReady(int index, BlockHeader header) {
    return stale || opening.isReady(index, header);
  }

  @Override
  public final void release() {
    opening.release();
  }

  @Override
  public final boolean block(int index, BlockHeader header, byte[] bytes, int offset) {
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
    begin(header);
    contacts.wrap(bytes, offset, header);
    for (int record = 0; contacts.next(); record++) {
      if (order.isAsWritten() || !contacts.isWhole()) judge(index, record, bytes, contacts);
      else judge(index, record, order.bytes(bytes, contacts), order.contact());
    }
    over(header, bytes, offset);
  }

  @Override
  public final void segment(Segment segment) {
    throw new IllegalStateException("no block of a contact batch is kept as it is");
  }

  @Override
  public void end(EndBlock end, byte[] proven) {
    digest = proven;
  }

  @Override
  public final Future<Outcome> commit() {
    Preamble read = preamble.orElseThrow();
    BatchKey key = key(read.batch());
    if (stale) return loop.stale(key, digest, document);
    if (opening.isOfUnknownKey()) return loop.firstOr(key, digest, Outcome.unknownKey());
    return store(key, read, digest);
  }

  final Stop refuse(Problem problem) {
    refusal = Optional.of(problem);
    return new Stop();
  }

  private Stop refuse(ProblemType type, Field field, String detail) {
    return refuse(new Problem(type, Place.of(field, document), detail));
  }
}
