package godwit.intake;

import static godwit.codec.batch.BatchLayout.KIND_SEALED;
import static godwit.codec.batch.BatchLayout.KIND_VENUE;

import godwit.codec.batch.BlockHeader;
import godwit.codec.batch.EndBlock;
import godwit.codec.batch.Magic;
import godwit.codec.batch.Preamble;
import godwit.codec.batch.Segment;
import godwit.codec.payload.RoutingCode;
import godwit.domain.Directory;
import godwit.domain.IntakeRules;
import godwit.domain.Reason;
import godwit.domain.Receipt;
import godwit.domain.Refusal;
import godwit.domain.Verdict;
import godwit.store.BatchKey;
import godwit.store.CommitResult;
import godwit.store.ListedBlocks;
import godwit.store.Upload;
import io.netty.buffer.Unpooled;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A batch of exposures from a peer: judged block by block, or passed on whole where it is for
/// somebody else.
public final class ExposureIntake implements Intake {
  private static final Logger log = LoggerFactory.getLogger(ExposureIntake.class);
  private static final int MAX_IN_FLIGHT = 2;

  private final LoopContext loop;
  private final Ingest ingest;
  private final Address address;
  private final IntakeRules rules;
  private final SegmentWriter writer;
  private final Tally tally;
  private final VenueTally venues = new VenueTally();
  private Optional<Preamble> preamble = Optional.empty();
  private Optional<Ended> ended = Optional.empty();
  private boolean stale;
  private boolean sealed;
  private boolean centralised;
  private long relayedBytes;
  private boolean committed;

  private record Ended(EndBlock block, byte[] digest) {}

  /// Who posts what to where.
  ///
  /// @param caller whose connection it is
  /// @param code that the path names
  /// @param path as it goes on, if the batch is relayed
  /// @param destination the row of those who get it
  /// @param stream the row of whoever answers for them
  /// @param relay whether it is for somebody else
  /// @param json whether it comes as a document
  public record Address(
      Directory.Peer caller,
      RoutingCode code,
      OptionalLong venue,
      String path,
      int destination,
      int stream,
      boolean relay,
      boolean json) {}

  public ExposureIntake(LoopContext loop, Address address, Ingest ingest) {
    this.loop = loop;
    this.ingest = ingest;
    this.address = address;
    this.rules = new IntakeRules(loop.node().window(), address.code(), address.venue());
    this.writer = new SegmentWriter(loop, ingest);
    this.tally = new Tally(loop.node().limits());
  }

  @Override
  public void preamble(Preamble read) {
    if (read.magic() != Magic.EXPOSURES) {
      throw Refusal.at(Reason.BAD_MAGIC, 0, "expected HIX1, got " + read.magic().text());
    }
    if (!read.destination().equals(address.code())) {
      throw refusal(
          Reason.DESTINATION_MISMATCH,
          28,
          "/destination",
          "the path says " + address.code() + ", the preamble " + read.destination());
    }
    boolean own = address.caller().code().equals(read.origin());
    if (own && read.hops() != 0) {
      throw Refusal.at(Reason.BAD_PREAMBLE, 5, "hops is 0 on the origin's own connection");
    }
    int maxHops = loop.node().limits().maxHops();
    if (read.hops() > maxHops || (address.relay() && read.hops() == maxHops)) {
      throw Refusal.at(Reason.LOOP, 5, "relayed " + read.hops() + " times");
    }
    if (!address.caller().maySpeakFor(read.origin())) {
      throw Refusal.of(
          Reason.NOT_AUTHORISED_FOR_ORIGIN,
          address.caller().code() + " is not configured to relay for " + read.origin());
    }
    stale = !address.relay() && loop.node().isStale(read.createdMillis());
    preamble = Optional.of(read);
  }

  @Override
  public boolean block(int index, BlockHeader header, byte[] bytes, int offset) {
    sealed |= header.kind() == KIND_SEALED;
    if (address.relay()) {
      tally.accept(header.count());
      return true;
    }
    if (stale) return false;
    return switch (rules.judge(header, bytes, offset)) {
      case Verdict.Kept _ -> {
        tally.accept(header.count());
        centralised |= ListedBlocks.mayBeLeftOut(header);
        if (header.kind() == KIND_VENUE) venues.add(header, bytes, offset);
        yield true;
      }
      case Verdict.Rejected rejected -> {
        tally.rejectBlock(index, header.count(), rejected.reason(), ingest.blockPointer());
        yield false;
      }
    };
  }

  @Override
  public void segment(Segment segment) {
    relayedBytes += segment.length();
    writer.add(
        address.destination(),
        segment.records(),
        centralised,
        Buffer.buffer(segment.hashes()),
        lend(segment),
        () -> loop.pieces().give(segment.piece()));
    centralised = false;
  }

  @Override
  public void end(EndBlock end, byte[] digest) {
    boolean own = address.caller().code().equals(preamble.orElseThrow().origin());
    boolean exempt = own || address.relay() || address.caller().unsigned();
    if (!exempt || (sealed && !address.relay() && end.signature().isEmpty())) {
      throw Refusal.of(
          Reason.SIGNATURE_REQUIRED,
          "signatures cannot be verified yet: configure the hub as unsigned, or send directly");
    }
    ended = Optional.of(new Ended(end, digest));
  }

  @Override
  public boolean isFull() {
    return writer.inFlight() >= MAX_IN_FLIGHT;
  }

  @Override
  public boolean isSettled() {
    return writer.inFlight() == 0;
  }

  @Override
  public Future<Receipt> commit() {
    Preamble read = preamble.orElseThrow();
    byte[] digest = ended.orElseThrow().digest();
    BatchKey key = BatchKey.of(read.origin(), read.batch());
    if (stale) {
      return loop.stale(
          key, digest, refusal(Reason.STALE, 32, "/created", "created is outside of the window"));
    }
    Receipt.State state = address.relay() ? Receipt.State.RELAYED : Receipt.State.STORED;
    Receipt receipt = tally.receipt(read.batch(), state, digest);
    return loop.node().committer().commit(upload(key, read, receipt)).compose(this::answer);
  }

  @Override
  public void close() {
    writer.close(committed);
  }

  private Future<Receipt> answer(CommitResult result) {
    if (result instanceof CommitResult.Committed) {
      committed = true;
      told();
      loop.node().committed().run();
    }
    return CommittedReceipt.of(result);
  }

  /* A sender whose keys have run out goes on sending ids that nobody has: its operator should
   * hear of it. */
  private void told() {
    if (rules.zeroIds() == 0) return;
    Preamble read = preamble.orElseThrow();
    log.warn(
        "batch {} of {}: {} exposures have a contact id of zeros, which matches nobody",
        read.batch(),
        read.origin(),
        rules.zeroIds());
  }

  private Upload upload(BatchKey key, Preamble read, Receipt receipt) {
    Optional<Upload.Relay> relay = address.relay()
        ? Optional.of(new Upload.Relay(
            address.destination(),
            address.stream(),
            address.path(),
            ended.orElseThrow().block(),
            receipt.records(),
            relayedBytes))
        : Optional.empty();
    return new Upload(
        key,
        read,
        address.caller().code().path(),
        receipt,
        writer.attempt(),
        writer.day(),
        writer.writtenAhead(),
        writer.kept(),
        address.relay() ? List.of() : writer.portions(),
        relay,
        venues.keys());
  }

  /* A field of the preamble, which is a member in a document. */
  private Refusal refusal(Reason reason, long offset, String pointer, String detail) {
    return address.json()
        ? Refusal.at(reason, pointer, detail)
        : Refusal.at(reason, offset, detail);
  }

  /* The piece itself: nothing is copied on the way to the database's socket. */
  private static Buffer lend(Segment segment) {
    return BufferInternal.buffer(
        Unpooled.wrappedBuffer(segment.piece(), segment.offset(), segment.length()));
  }
}
