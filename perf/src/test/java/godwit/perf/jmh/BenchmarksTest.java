package godwit.perf.jmh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import godwit.codec.batch.BlockHeader;
import godwit.codec.batch.ExposureWalk;
import java.lang.management.ManagementFactory;
import java.security.MessageDigest;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Each benchmark does what it says it measures.
class BenchmarksTest {
  @ParameterizedTest
  @EnumSource
  void theWalkReadsEveryRecord(Warmth warmth) {
    var benchmark = new RecordWalkBenchmark();
    benchmark.warmth = warmth;
    benchmark.fill();
    byte[] block = new Shapes().simple(RecordWalkBenchmark.RECORDS);
    var walk = new ExposureWalk();
    assertTrue(walk.of(BlockHeader.read(block, 0), block, 0));
    assertEquals(4, walk.zeroIds());
    assertEquals(4, benchmark.walk());
    assertEquals(8, benchmark.judge());
  }

  @Test
  void theWalkAllocatesNothingForARecord() {
    byte[] block = new Shapes().simple(RecordWalkBenchmark.RECORDS);
    BlockHeader header = BlockHeader.read(block, 0);
    var walk = new ExposureWalk();
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long sum = 0;
    for (int round = 0; round < 100; round++) {
      assertTrue(walk.of(header, block, 0));
      sum += walk.zeroIds();
    }
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int round = 0; round < 100; round++) {
      if (walk.of(header, block, 0)) sum += walk.zeroIds();
    }
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertNotEquals(0, sum);
    assertTrue(allocated < RecordWalkBenchmark.RECORDS, "allocated " + allocated + " bytes");
  }

  @Test
  void theOthersRun() throws Exception {
    var header = new HeaderDecodeBenchmark();
    header.fill();
    assertNotEquals(0, header.read());
    var inflate = new InflateBenchmark();
    inflate.fill();
    assertEquals(16 * (InflateBenchmark.BYTES / 16 / 18), inflate.plain());
    assertEquals(inflate.plain(), inflate.gzip());
    var digest = new DigestBenchmark();
    digest.fill();
    byte[] block =
        Arrays.copyOf(new Shapes().simple(DigestBenchmark.BYTES / 18 - 2), DigestBenchmark.BYTES);
    assertEquals(MessageDigest.getInstance("SHA-256").digest(block)[0], digest.block());
  }
}
