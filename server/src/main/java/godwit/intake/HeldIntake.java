package godwit.intake;

import godwit.codec.batch.BlockHeader;
import godwit.codec.batch.ContactCursor;
import godwit.codec.batch.Preamble;
import godwit.domain.Case;
import godwit.domain.ContactRules;
import godwit.domain.HeaderRules;
import godwit.domain.Problem;
import godwit.domain.ProblemType;
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
public final class HeldIntake extends ContactReading {
  /// Bytes of blocks of one batch: it is released in one piece.
  public static final int MOST_BYTES = 8 << 20;

  private static final SecureRandom RANDOM = new SecureRandom();

  private final UUID subject;
  private final ContactRules rules;
  private final HeldBlocks seal;
  private int sealed;
  private long accepted; // of the block that is being judged
  private long bytes;

  /// @param subject who uploads
  /// @param document whether it comes as a document
  public HeldIntake(
      IntakeLoop loop, HeldKeys keys, UUID subject, boolean document, SegmentSink segments) {
    super(loop, document, segments);
    this.subject = subject;
    this.rules = new ContactRules(
        loop.node().window(),
        loop.node().nowSeconds(),
        new HeaderRules(Optional.empty(), loop.node().directory()::ofCountry),
        loop.node().scoring(),
        new Case(0, loop.node().today(), Optional.empty(), false));
    SegmentSink.Added added = segments.added();
    SecretKey key = keys.key(subject, added.day())
        .orElseThrow(() -> new IllegalStateException("no held key of " + added.day()));
    this.seal = new HeldBlocks(key, added.attempt());
  }

  @Override
  void begin(BlockHeader header) {
    accepted = 0;
  }

  @Override
  void judge(int block, int record, byte[] bytes, ContactCursor contact) {
    if (rules.judge(bytes, contact) instanceof ContactRules.Outcome.Rejected rejected) {
      receipt.rejectRecord(block, record, rejected.reason(), rejected.littleEndian());
    } else {
      receipt.accept(1);
      accepted++;
    }
  }

  @Override
  void over(BlockHeader header, byte[] bytes, int offset) {
    if (accepted > 0) hold(accepted, bytes, offset, header.blockBytes());
  }

  @Override
  BatchKey key(UUID batch) {
    return BatchKey.ofSubject(subject, batch);
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
        Optional.empty());
    return loop.commit(upload.placed(new Upload.Placement.Held(subject)), segments);
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
}
