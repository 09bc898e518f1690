package godwit.exchange.mixing;

import static godwit.store.TestDatabases.await;

import godwit.codec.batch.BlockBuilder;
import godwit.codec.batch.BlockHeader;
import godwit.codec.batch.ExposureCursor;
import godwit.domain.MixPolicy;
import godwit.store.DatabaseTime;
import godwit.store.TestStore;
import godwit.store.TestUploads;
import godwit.store.commit.Upload;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;

/// A database with pools, whose clock stands still, and who makes sets there.
final class MixingStore implements AutoCloseable {
  static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
  static final MixPolicy POLICY =
      new MixPolicy(Duration.ofMinutes(5), 3, Duration.ofMinutes(60), false);
  private static final byte[] MODEL = {0x42, 2, 'a', 'b'};
  private static final InstantSource CLOCK = InstantSource.fixed(NOON);

  final TestStore store = TestStore.open();
  final DatabaseTime time = DatabaseTime.of(store.pool, NOON.minusSeconds(60));
  final int norway = store.destination(578);
  private final TestStore.Loop loop = store.loop();

  /// Commits an upload of a case: exposures whose data begins with its number, two headers.
  UUID upload(int number, int records) {
    UUID ground = UUID.randomUUID();
    upload(ground, number, records);
    return ground;
  }

  void upload(UUID ground, int number, int records) {
    loop.commit(TestUploads.upload()
        .segment(
            norway, block(0x80, number, records - records / 2), block(0x10, number, records / 2))
        .done()
        .placed(new Upload.Placement.Pooled(ground)));
  }

  /// A block of exposures whose data are random, but for the number of the upload in their middle.
  static byte[] block(int type, int number, int records) {
    Random random = new Random(number * 31L + type);
    BlockBuilder block =
        BlockBuilder.exposures(type, TestUploads.OWN.code(), TestUploads.DATE, 1, 1, 20);
    for (int record = 0; record < records; record++) {
      byte[] data = new byte[20];
      random.nextBytes(data);
      data[8] = (byte) (number >> 8);
      data[9] = (byte) number;
      if (type == 0x10) System.arraycopy(MODEL, 0, data, 16, MODEL.length);
      if (!block.addExposure(record & 0xFFFF, data, 0, data.length)) throw new AssertionError();
    }
    return block.finish();
  }

  Optional<SetMaking.Made> make(Instant tick) {
    return make(store.pool, POLICY, tick, SetMaking.SORTED_BYTES);
  }

  Optional<SetMaking.Made> make(Pool pool, MixPolicy policy, Instant tick, int sortedBytes) {
    return await(
        start(() -> new SetMaking(pool, TestUploads.OWN, policy, CLOCK, new Random(1), sortedBytes)
            .make(norway, tick)));
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

  /// The blocks that are visible, in the order of their positions.
  List<byte[]> visible() {
    List<byte[]> blocks = new ArrayList<>();
    for (Row row : store.query("""
        select b.bytes from portion p join segment_bytes b using (day, attempt_id, destination_id)
        where destination_id = $1 order by p.position, b.ordinal""", norway)) {
      byte[] all = row.getBuffer(0).getBytes();
      for (int offset = 0; offset < all.length; ) {
        int length = BlockHeader.read(all, offset).blockBytes();
        blocks.add(Arrays.copyOfRange(all, offset, offset + length));
        offset += length;
      }
    }
    return blocks;
  }

  /// Each record of blocks, as text: data, then score.
  static List<String> records(List<byte[]> blocks) {
    List<String> records = new ArrayList<>();
    for (byte[] block : blocks) {
      BlockHeader header = BlockHeader.read(block, 0);
      ExposureCursor cursor = new ExposureCursor().wrap(block, 0, header);
      while (cursor.next()) {
        records.add(HexFormat.of()
                .formatHex(block, cursor.dataOffset(), cursor.dataOffset() + cursor.dataLength())
            + " " + cursor.score());
      }
    }
    return records;
  }

  long pooled() {
    return store.number("select coalesce(sum(records), 0)::bigint from pooled");
  }

  long portions() {
    return store.number("select count(*) from portion");
  }

  @Override
  public void close() {
    store.close();
  }
}
