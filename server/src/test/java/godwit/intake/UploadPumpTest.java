package godwit.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.codec.batch.BatchDecoder;
import godwit.codec.batch.BlockHeader;
import godwit.codec.batch.EndBlock;
import godwit.codec.batch.Pieces;
import godwit.codec.batch.Preamble;
import godwit.codec.batch.Segment;
import godwit.domain.Directory;
import godwit.domain.Limits;
import godwit.domain.MixPolicy;
import godwit.domain.Pauses;
import godwit.domain.Place;
import godwit.domain.Problem;
import godwit.domain.ProblemType;
import godwit.domain.Receipt;
import godwit.domain.risk.Scoring;
import godwit.fixture.RunningNode;
import godwit.fixture.SampleBatch;
import godwit.store.Destinations;
import godwit.store.commit.Committer;
import godwit.store.segment.Attempts;
import godwit.time.TimeSource;
import godwit.trust.keys.SignerKeys;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// How a body is read, without a network or a database: an upload ends once, by a value, and gives
/// back what it held.
@ExtendWith(VertxExtension.class)
class UploadPumpTest {
  private static final int PIECE = 40;

  private final MemoryBudget memory = new MemoryBudget(1 << 20, TimeSource.system());
  private final Pieces others = memory.onLoop();

  @Test
  void aBodyIsAskedForChunkByChunkAndItsOutcomePassedOn(Vertx vertx, VertxTestContext test) {
    byte[] batch = new SampleBatch().block(SampleBatch.exposures(3)).bytes();
    ChunkedBody body = new ChunkedBody(vertx, batch, Optional.empty());
    Taking intake = new Taking(Optional.empty());
    upload(vertx, body, intake)
        .onComplete(test.succeeding(outcome -> test.verify(() -> {
          assertInstanceOf(Outcome.Stored.class, outcome);
          assertEquals(1, intake.commits);
          assertEquals(1, body.mostAsked);
          assertTrue(body.letGo);
          assertEquals(0, memory.takenBytes());
          test.completeNow();
        })));
  }

  @Test
  void bytesThatBreakTheFormatAreAnOutcomeWithItsPlace(Vertx vertx, VertxTestContext test) {
    byte[] batch = new SampleBatch().block(SampleBatch.exposures(3)).bytes();
    batch[0] ^= 1;
    upload(vertx, new ChunkedBody(vertx, batch, Optional.empty()), new Taking(Optional.empty()))
        .onComplete(test.succeeding(outcome -> test.verify(() -> {
          Problem problem = assertInstanceOf(Outcome.Refused.class, outcome).problem();
          assertEquals(ProblemType.BAD_MAGIC, problem.type());
          assertEquals(new Place.Octet(0, OptionalInt.empty()), problem.place());
          assertEquals(0, memory.takenBytes());
          test.completeNow();
        })));
  }

  @Test
  void whatIsRefusedIsNotReadOn(Vertx vertx, VertxTestContext test) {
    byte[] batch = new SampleBatch().block(SampleBatch.exposures(60)).bytes();
    ChunkedBody body = new ChunkedBody(vertx, batch, Optional.empty());
    Problem problem = Problem.of(ProblemType.UNKNOWN_PEER, "not here");
    Taking intake = new Taking(Optional.of(problem));
    upload(vertx, body, intake)
        .onComplete(test.succeeding(outcome -> test.verify(() -> {
          assertEquals(new Outcome.Refused(problem), outcome);
          assertEquals(0, intake.commits);
          assertTrue(!body.chunks.isEmpty(), "the whole body was read");
          assertTrue(body.letGo);
          assertEquals(0, memory.takenBytes());
          test.completeNow();
        })));
  }

  @Test
  void whoGetsNoMemoryIsToComeAgainAndHoldsNone(Vertx vertx, VertxTestContext test) {
    while (others.take(Pieces.SMALL_BYTES).isPresent()) {
      // all is taken
    }
    long taken = memory.takenBytes();
    byte[] batch = new SampleBatch().block(SampleBatch.exposures(3)).bytes();
    upload(vertx, new ChunkedBody(vertx, batch, Optional.empty()), new Taking(Optional.empty()))
        .onComplete(test.succeeding(outcome -> test.verify(() -> {
          assertInstanceOf(Outcome.TryLater.class, outcome);
          assertEquals(taken, memory.takenBytes());
          test.completeNow();
        })));
  }

  @Test
  void aBodyThatBreaksOffIsAFaultAndStoresNothing(Vertx vertx, VertxTestContext test) {
    byte[] batch = new SampleBatch().block(SampleBatch.exposures(60)).bytes();
    IOException broken = new IOException("the connection broke");
    ChunkedBody body = new ChunkedBody(vertx, batch, Optional.of(broken));
    Taking intake = new Taking(Optional.empty());
    upload(vertx, body, intake)
        .onComplete(test.failing(fault -> test.verify(() -> {
          assertEquals(broken, fault);
          assertEquals(0, intake.commits);
          assertEquals(0, memory.takenBytes());
          test.completeNow();
        })));
  }

  private Future<Outcome> upload(Vertx vertx, ChunkedBody body, Taking intake) {
    Pool pool =
        PgBuilder.pool().connectingTo(new PgConnectOptions()).using(vertx).build();
    Limits defaults = Limits.DEFAULT;
    Limits impatient = new Limits(
        defaults.bodyBytes(),
        defaults.expansionRatio(),
        defaults.ratioTestedFromBytes(),
        defaults.windowPastDays(),
        defaults.windowAheadDays(),
        defaults.streamBytes(),
        defaults.maxHops(),
        defaults.rejectedEntries(),
        defaults.contactDestinations(),
        60);
    SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    IntakeContext node = new IntakeContext(
        () -> new Directory(RunningNode.NORWAY, Set.of(RunningNode.NORWAY), List.of(), false),
        () -> Pauses.NONE,
        SignerKeys.NONE,
        List::of,
        impatient,
        Scoring.DEFAULT,
        Optional.empty(),
        Map.of(),
        MixPolicy.NONE,
        Optional.empty(),
        Optional.empty(),
        TimeSource.system(),
        new Attempts(UUID.randomUUID()),
        new Destinations(),
        pool,
        new Committer(vertx, pool, metrics),
        () -> {},
        () -> {},
        memory,
        () -> false,
        metrics);
    IntakeLoop loop = IntakeLoop.of(node, vertx, pool);
    return UploadPump.run(loop, UploadSource.PEER, body, false, BatchDecoder::new, (_, _) -> intake)
        .eventually(() -> {
          assertTrue(loop.open().isEmpty(), "the loop still watches it");
          return Future.succeededFuture();
        });
  }

  /* Keeps nothing, and says that all is stored. */
  private static final class Taking implements Intake {
    private final Optional<Problem> refusesWith;
    private Optional<Preamble> preamble = Optional.empty();
    private Optional<Problem> refusal = Optional.empty();
    private int commits;

    Taking(Optional<Problem> refusesWith) {
      this.refusesWith = refusesWith;
    }

    @Override
    public void preamble(Preamble read) {
      preamble = Optional.of(read);
      refusal = refusesWith;
      if (refusal.isPresent()) throw new Stop();
    }

    @Override
    public boolean block(int index, BlockHeader header, byte[] bytes, int offset) {
      return false;
    }

    @Override
    public void segment(Segment segment) {
      throw new IllegalStateException("no block is kept");
    }

    @Override
    public void end(EndBlock end, byte[] digest) {}

    @Override
    public Optional<Problem> refusal() {
      return refusal;
    }

    @Override
    public Future<Outcome> commit() {
      commits++;
      UUID batch = preamble.orElseThrow().batch();
      return Future.succeededFuture(new Outcome.Stored(
          new Receipt(batch, Receipt.State.STORED, 3, 3, List.of(), 0, new byte[32], false)));
    }
  }

  /* A body in small chunks, each in a turn of its own. */
  private static final class ChunkedBody implements Body {
    private final Vertx vertx;
    private final ArrayDeque<ByteBuffer> chunks = new ArrayDeque<>();
    private final Optional<Throwable> end;
    private Optional<Reader> reader = Optional.empty();
    private int asked;
    private int mostAsked;
    private boolean letGo;

    ChunkedBody(Vertx vertx, byte[] bytes, Optional<Throwable> end) {
      this.vertx = vertx;
      this.end = end;
      for (int at = 0; at < bytes.length; at += PIECE) {
        chunks.add(
            ByteBuffer.wrap(bytes, at, Math.min(PIECE, bytes.length - at)).slice());
      }
      if (end.isPresent()) chunks.removeLast();
    }

    @Override
    public void readBy(Reader next) {
      reader = Optional.of(next);
    }

    @Override
    public void ask() {
      asked++;
      mostAsked = Math.max(mostAsked, asked);
      vertx.runOnContext(_ -> next());
    }

    @Override
    public void letGo() {
      letGo = true;
      reader = Optional.empty();
    }

    private void next() {
      asked--;
      Optional<ByteBuffer> chunk = Optional.ofNullable(chunks.poll());
      reader.ifPresent(to -> {
        if (chunk.isPresent()) to.piece(chunk.get());
        else end.ifPresentOrElse(to::failed, to::end);
      });
    }
  }
}
