package godwit.exchange.revoking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.codec.batch.BlockBuilder;
import godwit.store.TestUploads;
import godwit.store.commit.Upload;
import io.vertx.sqlclient.Row;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What it costs to take a thousand exposures back, of ten million that are listed.
@Tag("long")
class RevocationCostTest {
  private static final int BATCHES = 1_000;
  private static final int RECORDS = 10_000;
  private static final int REVOKED = 1_000;
  private static final double TICKS_A_SECOND = 100;
  private static final double MOST_SECONDS = 5;

  private final RevokingStore revoking = new RevokingStore();

  @AfterEach
  void close() {
    revoking.close();
  }

  @Test
  void aThousandOfTenMillion() throws IOException {
    Random random = new Random(1);
    var loop = revoking.store.loop();
    byte[] first = new byte[0];
    for (int batch = 0; batch < BATCHES; batch++) {
      byte[] block = block(random);
      if (batch == 0) first = block;
      loop.commit(
          TestUploads.upload().created(batch).segment(revoking.own, block).done());
    }
    BlockBuilder revoked =
        BlockBuilder.exposures(0x10, TestUploads.OWN.code(), TestUploads.DATE, 5, 0, 16);
    int record = 24;
    for (int count = 0; count < REVOKED; count++) {
      revoked.addExposure(0, first, record + 2, 16);
      record += 18;
    }
    loop.commit(TestUploads.upload()
        .created(BATCHES)
        .revoking(Upload.Revoking.APPLIED)
        .segment(revoking.own, revoked.finish())
        .done());
    double before = seconds();
    long began = System.nanoTime();
    revoking.work(revoking.store.pool, false);
    double cost = seconds() - before;
    double wall = (System.nanoTime() - began) / 1e9;
    assertEquals(0, revoking.store.number("select count(*) from withheld where state = 'waiting'"));
    System.out.printf("revoking 1,000 of 10,000,000: %.2f CPU-s, %.2f s%n", cost, wall);
    assertTrue(cost <= MOST_SECONDS, "CPU-seconds: " + cost);
  }

  /* Of this process, and of all that serve its database. */
  private double seconds() throws IOException {
    var os =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    double seconds = os.getProcessCpuTime() / 1e9;
    for (Row row : revoking.store.query("select pid from pg_stat_activity where pid is not null")) {
      Path stat = Path.of("/proc/" + row.getInteger(0) + "/stat");
      if (!Files.exists(stat)) continue;
      String[] fields = Files.readString(stat).replaceFirst("^.*\\) ", "").split(" ", -1);
      seconds += (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_A_SECOND;
    }
    return seconds;
  }

  private static byte[] block(Random random) {
    BlockBuilder block =
        BlockBuilder.exposures(0x10, TestUploads.OWN.code(), TestUploads.DATE, 1, 1, 16);
    byte[] data = new byte[16];
    for (int record = 0; record < RECORDS; record++) {
      random.nextBytes(data);
      block.addExposure(100, data, 0, data.length);
    }
    return block.finish();
  }
}
