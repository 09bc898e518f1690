package godwit.perf.jmh;

import godwit.codec.batch.BatchLayout;
import godwit.codec.batch.BlockHeader;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// Cost of reading the header of one block, and whether reading it allocates.
///
/// Run: `./godwit bench --jmh HeaderDecode -prof gc`.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 10, time = 1)
@Fork(3)
public class HeaderDecodeBenchmark {
  /// Headers in one invocation: 24 KiB, which fits a core's first cache.
  static final int HEADERS = 1_024;

  @Param
  public Warmth warmth = Warmth.ALONE;

  private final byte[] bytes = new byte[HEADERS * BatchLayout.HEADER_BYTES];

  @Setup
  public void fill() {
    Shapes shapes = new Shapes();
    byte[] block = shapes.simple(1);
    for (int index = 0; index < HEADERS; index++) {
      int at = index * BatchLayout.HEADER_BYTES;
      System.arraycopy(block, 0, bytes, at, BatchLayout.HEADER_BYTES);
      bytes[at + BatchLayout.HEADER_BYTES - 1] = (byte) index;
    }
    if (warmth == Warmth.AFTER_OTHERS && shapes.walkOthers() == 0) {
      throw new IllegalStateException("nothing was walked");
    }
  }

  /// Reads them all; the sum is returned so that the loop cannot be removed.
  @Benchmark
  @OperationsPerInvocation(HEADERS)
  public long read() {
    long sum = 0;
    for (int offset = 0; offset < bytes.length; offset += BatchLayout.HEADER_BYTES) {
      BlockHeader header = BlockHeader.read(bytes, offset);
      sum += header.count() + header.bodyLength() + header.crc();
      if (header.routing().isRoutable()) sum++;
    }
    return sum;
  }
}
