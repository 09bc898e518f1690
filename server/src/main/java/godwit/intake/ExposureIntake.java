package godwit.intake;

import static godwit.codec.batch.BatchLayout.KIND_SEALED;
import static godwit.codec.batch.BatchLayout.KIND_VENUE;

import godwit.codec.batch.BatchLayout;
import godwit.codec.batch.BlockHeader;
import godwit.codec.batch.EndBlock;
import godwit.codec.batch.Magic;
import godwit.codec.batch.Preamble;
import godwit.codec.batch.Preamble.Field;
import godwit.codec.batch.RecordCut;
import godwit.codec.batch.Segment;
import godwit.codec.payload.RoutingCode;
import godwit.domain.Directory;
import godwit.domain.IntakeRules;
import godwit.domain.Pauses.Direction;
import godwit.domain.Place;
import godwit.domain.Problem;
import godwit.domain.ProblemType;
import godwit.domain.Receipt;
import godwit.domain.RejectReason;
import godwit.domain.Verdict;
import godwit.domain.home.TokenJudge;
import godwit.intake.content.Opening;
import godwit.store.commit.BatchKey;
import godwit.store.commit.Upload;
import godwit.store.segment.ListedBlocks;
import godwit.trust.keys.VerifyingKey;
import io.netty.buffer.Unpooled;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A batch of exposures from a peer: judged block by block, or passed on whole where it is for
/// another authority.
public final class ExposureIntake implements Intake {
  private static final Logger log = LoggerFactory.getLogger(ExposureIntake.class);

  private final IntakeLoop loop;
  private final Arrival arrival;
  private final SegmentSink segments;
  private final Supplier<Optional<String>> blockPointer;
  private final IntakeRules rules;
  private final ReceiptBuilder receipt;
  private final Future<Integer> destination;
  private final VenueTally venues = new VenueTally();
  private final Opening opening;
  private final TokenJudge tokens;
  private Optional<Problem> refusal = Optional.empty();
  private Optional<Preamble> preamble = Optional.empty();
  private Optional<Ended> ended = Optional.empty();
  private Proof proof = Proof.NONE;
  private boolean stale;
  private boolean sealed;
  private boolean filtered;
  private boolean revokes;
  private long relayedBytes;
  private BlockHeader shortened = BlockHeader.read(new byte[BatchLayout.HEADER_BYTES], 0);

  private record Ended(EndBlock block, byte[] digest) {}

  /* What shows that the batch is its origin's. */
  private enum Proof {
    /* Nothing: whoever relays it is believed. */
    NONE,
    /* The connection that it came over, or a signature that was verified. */
    SHOWN,
    /* A signature by a key that is still to be looked for. */
    SOUGHT
  }

  /// A batch that a peer brings.
  ///
  /// @param caller whose connection it is
  /// @param code that it is for, as the path says
  /// @param venue that the path names, if it names one
  /// @param document whether it comes as a document
  public record Arrival(
      Directory.Peer caller, RoutingCode code, OptionalLong venue, Way way, boolean document) {}

  /// What is done with a batch.
  public sealed interface Way {
    /// Its blocks are judged and kept.
    ///
    /// @param destination row of this node's own authority
    record Kept(int destination) implements Way {}

    /// It is passed on whole.
    ///
    /// @param destination row of the authority that it is for
    /// @param stream row of the authority that answers for the destination
    /// @param path as it goes on
    record Relayed(int destination, int stream, String path) implements Way {}
  }

  public ExposureIntake(
      IntakeLoop loop,
      Arrival arrival,
      SegmentSink segments,
      Supplier<Optional<String>> blockPointer) {
    this.loop = loop;
    this.arrival = arrival;
    this.segments = segments;
    this.blockPointer = blockPointer;
    this.rules = new IntakeRules(
        loop.node().window(), loop.node().nowSeconds(), arrival.code(), arrival.venue());
    this.receipt = new ReceiptBuilder(loop.node().limits());
    this.opening = new Opening(loop.pieces(), loop.node().opening(), this::kept, this::segment);
    this.tokens = new TokenJudge(loop.node().home());
    this.destination = Future.succeededFuture(
        switch (arrival.way()) {
          case Way.Kept(int row) -> row;
          case Way.Relayed relayed -> relayed.destination();
        });
  }

  @Override
  public Optional<Problem> refusal() {
    return refusal;
  }

  @Override
  public void preamble(Preamble read) {
    if (read.magic() != Magic.EXPOSURES) {
      throw refuse(
          ProblemType.BAD_MAGIC,
          Field.MAGIC,
          "expected HIX1, got " + read.magic().text());
    }
    if (!read.destination().equals(arrival.code())) {
      throw refuse(
          ProblemType.DESTINATION_MISMATCH,
          Field.DESTINATION,
          "the path says " + arrival.code() + ", the preamble " + read.destination());
    }
    if (isOwn(read) && read.hops() != 0) {
      throw refuse(
          ProblemType.BAD_PREAMBLE, Field.HOPS, "hops is 0 on the origin's own connection");
    }
    int maxHops = loop.node().limits().maxHops();
    if (read.hops() > maxHops || (isRelayed() && read.hops() == maxHops)) {
      throw refuse(ProblemType.LOOP, Field.HOPS, "relayed " + read.hops() + " times");
    }
    if (!arrival.caller().maySpeakFor(read.origin())) {
      throw refuse(Problem.of(
          ProblemType.NOT_AUTHORISED_FOR_ORIGIN,
          arrival.caller().code() + " is not configured to relay for " + read.origin()));
    }
    stale = !isRelayed() && loop.node().isStale(read.createdMillis());
    preamble = Optional.of(read);
    opening.begin(read);
  }

  @Override
  public boolean isReady(int index, BlockHeader header) {
    return isRelayed() || stale || opening.isReady(index, header);
  }

  @Override
  public void hashed(byte[] hash) {
    if (!isRelayed()) opening.hashed(hash);
  }

  @Override
  public void release() {
    opening.release();
  }

  @Override
  public boolean block(int index, BlockHeader header, byte[] bytes, int offset) {
    sealed |= header.kind() == KIND_SEALED;
    if (header.kind() != KIND_SEALED) requireNoPause(header);
    if (isRelayed()) {
      receipt.accept(header.count());
      return true;
    }
    if (stale) return false;
    if (header.kind() != KIND_SEALED) return judge(index, header, bytes, offset);
    boolean opened = opening.open(index, header, bytes, offset, (inner, of, at, from) -> {
      requireNoPause(of);
      receipt.inside(inner);
      return judge(index, of, at, from);
    });
    receipt.outside();
    if (!opened) receipt.rejectBlock(index, header.count(), RejectReason.CANNOT_OPEN);
    return false;
  }

  private void requireNoPause(BlockHeader header) {
    if (loop.node().currentPauses().get().isPaused(header.payloadType(), Direction.IN)) {
      throw refuse(
          Problem.of(ProblemType.PAUSED, "payloads of this family are paused by an operator"));
    }
  }

  private boolean judge(int index, BlockHeader header, byte[] bytes, int offset) {
    return switch (rules.judge(header, bytes, offset)) {
      case Verdict.Kept _ -> keep(index, header, bytes, offset);
      case Verdict.Rejected rejected -> {
        receipt.rejectBlock(
            index,
            header.count(),
            rejected.reason(),
            blockPointer.get(),
            rejected.reason() == RejectReason.NOT_ROUTABLE
                ? header.routing().littleEndian()
                : Optional.empty());
        yield false;
      }
    };
  }

  /* Without the records whose tokens nobody was given: they go nowhere. */
  private boolean keep(int index, BlockHeader header, byte[] bytes, int offset) {
    BitSet wrong = tokens.wrong(header, bytes, offset);
    receipt.rejectRecords(index, wrong, RejectReason.NOT_VALID, blockPointer.get());
    long left = header.count() - wrong.cardinality();
    if (left == 0) return false;
    receipt.accept(left);
    filtered |= ListedBlocks.mayBeLeftOut(header);
    revokes |= header.isRevocation();
    if (header.kind() == KIND_VENUE) venues.add(header, bytes, offset);
    shortened = wrong.isEmpty() ? header : RecordCut.without(wrong, header, bytes, offset);
    return true;
  }

  @Override
  public BlockHeader kept(BlockHeader header) {
    return isRelayed() ? header : shortened;
  }

  @Override
  public void segment(Segment segment) {
    relayedBytes += segment.length();
    segments.add(
        destination,
        new SegmentSink.Run(
            segment.records(),
            filtered,
            Buffer.buffer(segment.hashes()),
            lend(segment),
            () -> loop.pieces().give(segment.piece())));
    filtered = false;
  }

  @Override
  public void end(EndBlock end, byte[] digest) {
    ended = Optional.of(new Ended(end, digest));
    opening.finish();
    if (isRelayed()) return; // signatures are the destination's to judge
    Preamble read = preamble.orElseThrow();
    if (end.signature().isEmpty()) {
      if (sealed || !(isOwn(read) || arrival.caller().unsigned())) {
        throw refuse(signatureRequired("it is relayed, or sealed, and has no signature"));
      }
      proof = isOwn(read) ? Proof.SHOWN : Proof.NONE;
      return;
    }
    EndBlock.Signature signature = end.signature().get();
    Optional<VerifyingKey> key = loop.node().signers().known(read.origin(), signature.keyId());
    if (key.isPresent()) verify(key.get());
    else proof = Proof.SOUGHT;
  }

  /// Whether it was refused for a key that is not known, so that the same bytes may do later.
  boolean awaitsKey() {
    return proof == Proof.SOUGHT && refusal.isPresent();
  }

  private void verify(VerifyingKey key) {
    Ended read = ended.orElseThrow();
    Instant created = Instant.ofEpochMilli(preamble.orElseThrow().createdMillis());
    if (!key.covers(created)) {
      throw refuse(signatureRequired("the key of its signature did not count when it was made"));
    }
    if (!key.verifies(read.digest(), read.block().signature().orElseThrow().value())) {
      throw refuse(Problem.of(ProblemType.BAD_SIGNATURE, "the signature does not verify"));
    }
    proof = Proof.SHOWN;
  }

  private Future<Boolean> sought() {
    if (proof != Proof.SOUGHT) return Future.succeededFuture(true);
    byte[] id = ended.orElseThrow().block().signature().orElseThrow().keyId();
    return loop.node().signers().sought(preamble.orElseThrow().origin(), id).map(key -> {
      try {
        if (key.isEmpty()) throw refuse(signatureRequired("the key of its signature is unknown"));
        verify(key.get());
        return true;
      } catch (Stop _) {
        return false;
      }
    });
  }

  private static Problem signatureRequired(String detail) {
    return Problem.of(ProblemType.SIGNATURE_REQUIRED, detail);
  }

  @Override
  public Future<Outcome> commit() {
    return sought()
        .compose(proven -> proven
            ? committed()
            : Future.succeededFuture(new Outcome.Refused(refusal.orElseThrow())));
  }

  private Future<Outcome> committed() {
    Preamble read = preamble.orElseThrow();
    byte[] digest = ended.orElseThrow().digest();
    BatchKey key = BatchKey.of(read.origin(), read.batch());
    if (stale) {
      return loop.stale(key, digest, arrival.document());
    }
    if (opening.isOfUnknownKey()) return loop.firstOr(key, digest, Outcome.unknownKey());
    return loop.commit(upload(key, read, digest), segments)
        .onSuccess(outcome -> warnOfZeroIds(read, outcome));
  }

  /* A sender whose keys have run out goes on sending ids that nobody has: its operator should
   * hear of it. */
  private void warnOfZeroIds(Preamble read, Outcome outcome) {
    boolean isNew = outcome instanceof Outcome.Stored(Receipt stored) && !stored.duplicate();
    if (rules.zeroIds() == 0 || !isNew) return;
    log.warn(
        "batch {} of {}: {} exposures have a contact id of zeros, which matches nobody",
        read.batch(),
        read.origin(),
        rules.zeroIds());
  }

  private Upload upload(BatchKey key, Preamble read, byte[] digest) {
    SegmentSink.Added added = segments.added();
    Receipt.State state = isRelayed() ? Receipt.State.RELAYED : Receipt.State.STORED;
    Receipt built = receipt.receipt(read.batch(), state, digest);
    return new Upload(
            key,
            read,
            arrival.caller().code().path(),
            built,
            added.attempt(),
            added.day(),
            added.writtenAhead(),
            added.kept(),
            isRelayed() ? List.of() : added.portions(),
            relay(built),
            venues.keys(),
            Optional.empty())
        .revoking(revoking())
        .sealedAs(sealed && !isRelayed() ? opening.sealedHashes() : Buffer.buffer());
  }

  /* Another might take back what it has nothing to do with. */
  private Upload.Revoking revoking() {
    if (!revokes) return Upload.Revoking.NOTHING;
    return proof == Proof.SHOWN ? Upload.Revoking.APPLIED : Upload.Revoking.CARRIED;
  }

  private Optional<Upload.Relay> relay(Receipt built) {
    return switch (arrival.way()) {
      case Way.Kept _ -> Optional.empty();
      case Way.Relayed(int row, int stream, String path) ->
        Optional.of(new Upload.Relay(
            row, stream, path, ended.orElseThrow().block(), built.records(), relayedBytes));
    };
  }

  private boolean isOwn(Preamble read) {
    return arrival.caller().code().equals(read.origin());
  }

  private boolean isRelayed() {
    return arrival.way() instanceof Way.Relayed;
  }

  private Stop refuse(ProblemType type, Field field, String detail) {
    return refuse(new Problem(type, Place.of(field, arrival.document()), detail));
  }

  private Stop refuse(Problem problem) {
    refusal = Optional.of(problem);
    return new Stop();
  }

  /* The piece itself: nothing is copied on the way to the database's socket. */
  private static Buffer lend(Segment segment) {
    return BufferInternal.buffer(
        Unpooled.wrappedBuffer(segment.piece(), segment.offset(), segment.length()));
  }
}
