package godwit.exchange.revoking;

import static godwit.store.TestDatabases.await;
import static godwit.store.TestStore.TODAY;

import godwit.codec.batch.BlockBuilder;
import godwit.codec.batch.BlockHeader;
import godwit.codec.batch.ExposureCursor;
import godwit.domain.MixPolicy;
import godwit.domain.revocation.RecordHash;
import godwit.exchange.mixing.SetMaking;
import godwit.store.TestStore;
import godwit.store.TestUploads;
import godwit.store.cases.CasePart;
import godwit.store.cases.EventIds;
import godwit.store.commit.Upload;
import godwit.store.revocation.Revocations;
import godwit.store.revocation.Withholding;
import godwit.time.TimeSource;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;

/// A database with cases, what they have shared, and what works it off.
final class RevokingStore implements AutoCloseable {
  static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
  private static final InstantSource CLOCK = InstantSource.fixed(NOON);
  private static final MixPolicy HASTY =
      new MixPolicy(Duration.ofSeconds(1), 1, Duration.ofSeconds(1), false);

  final TestStore store = TestStore.open();
  final int norway = store.destination(578);
  final int own = store.destination(826);
  final RecordHash hash = new RecordHash(new Random(5));
  private final TestStore.Loop loop = store.loop();
  private long created = NOON.toEpochMilli();

  /// A case that was confirmed.
  UUID newCase() {
    UUID id = UUID.randomUUID();
    store.query(
        "insert into confirmed_case (id, risk_type, test_date, cross_border)"
            + " values ($1, 1, $2, true)",
        id,
        TODAY);
    return id;
  }

  /// What a case shares at once with both.
  void share(UUID caseId, int score, int... payloads) {
    var part = new CasePart(caseId, UUID.randomUUID(), TODAY, new EventIds(0, new long[0]));
    loop.commit(TestUploads.upload()
        .of(part)
        .segment(norway, block(1, score, payloads))
        .segment(own, block(1, score, payloads))
        .done());
  }

  /// What a case shares once sets are made.
  void pool(UUID caseId, int score, int... payloads) {
    var part = new CasePart(caseId, UUID.randomUUID(), TODAY, new EventIds(0, new long[0]));
    loop.commit(TestUploads.upload()
        .of(part)
        .segment(norway, block(1, score, payloads))
        .segment(own, block(1, score, payloads))
        .done()
        .placed(new Upload.Placement.Pooled(caseId)));
  }

  /// Makes sets of all that waits.
  void mix() {
    Instant tick = TimeSource.system().instant().plusSeconds(3_600);
    for (int destination : new int[] {norway, own}) {
      await(start(() -> new SetMaking(store.pool, TestUploads.OWN, HASTY, CLOCK, new Random(1))
          .make(destination, tick)));
    }
  }

  /// What a peer sends for the own list.
  void send(Upload.Revoking revoking, byte[]... blocks) {
    created++;
    loop.commit(TestUploads.upload()
        .created(created)
        .revoking(revoking)
        .segment(own, blocks)
        .done());
  }

  static byte[] block(int riskType, int score, int... payloads) {
    BlockBuilder block =
        BlockBuilder.exposures(0x10, TestUploads.OWN.code(), TestUploads.DATE, riskType, 1, 16);
    for (int payload : payloads) {
      byte[] data = new byte[16];
      data[0] = (byte) (payload >> 8);
      data[1] = (byte) payload;
      block.addExposure(score, data, 0, data.length);
    }
    return block.finish();
  }

  /// Orders that cases are taken back.
  UUID order(UUID... cases) {
    Revocations revocations = new Revocations(store.pool);
    UUID id = await(revocations.plan(List.of(cases)));
    await(revocations.order(id, false));
    return id;
  }

  /// Works off all that is ordered and withheld.
  void work(Pool pool, boolean mixed) {
    await(start(() -> {
      SqlConnection connection = Store.await(pool.getConnection());
      try {
        boolean more = true;
        while (more) {
          more = false;
          Optional<Withholding.Waiting> waiting = Store.await(Withholding.next(connection));
          if (waiting.isPresent() && Store.await(Withholding.isAlone(connection, waiting.get()))) {
            new ListRelease(connection, TestUploads.OWN, hash, CLOCK, waiting.get(), () -> false)
                .run();
          }
          Optional<Revocations.Ordered> ordered = Store.await(Revocations.next(connection));
          if (ordered.isPresent()) {
            new Takeback(connection, TestUploads.OWN, mixed, hash, CLOCK, () -> false)
                .step(ordered.get());
          }
          more = waiting.isPresent() || ordered.isPresent();
        }
        return true;
      } finally {
        connection.close();
      }
    }));
  }

  /// What counts of each payload for who reads all of a destination in its order.
  List<Integer> counting(int destination, int payload) {
    List<Integer> scores = new ArrayList<>();
    for (Row row : store.query("""
        select b.bytes from portion p join segment_bytes b using (day, attempt_id, destination_id)
        where destination_id = $1 order by p.position, b.ordinal""", destination)) {
      byte[] all = row.getBuffer(0).getBytes();
      int offset = 0;
      while (offset < all.length) {
        BlockHeader header = BlockHeader.read(all, offset);
        ExposureCursor records = new ExposureCursor().wrap(all, offset, header);
        while (records.next()) {
          int at = records.dataOffset();
          if ((all[at] & 0xFF) << 8 != (payload & 0xFF00) || all[at + 1] != (byte) payload)
            continue;
          if (header.isRevocation()) scores.clear();
          else scores.add(records.score());
        }
        offset += header.blockBytes();
      }
    }
    return scores;
  }

  /// Runs something on a virtual thread of its own.
  <T> Future<T> start(Callable<T> task) {
    Promise<T> promise = Promise.promise();
    store.vertx.deployVerticle(
        new VerticleBase() {
          @Override
          public Future<?> start() {
            context.runOnContext(_ -> {
              try {
                promise.complete(task.call());
              } catch (Exception | AssertionError failed) {
                promise.fail(failed);
              }
            });
            return Future.succeededFuture();
          }
        },
        new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD));
    return promise.future();
  }

  @Override
  public void close() {
    store.close();
  }
}
