package godwit.perf;

import godwit.codec.payload.ExposureHeader;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGeneratorFactory;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// Cost of reading one payload's exposure header, nations' and custom codes mixed, and whether
/// reading it allocates.
///
/// Run: `./godwit bench --jmh HeaderRead -prof gc`.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 10, time = 1)
@Fork(3)
public class HeaderReadBenchmark {
  /// Headers in one invocation: 20 KiB, which fits a core's first cache.
  static final int HEADERS = 4096;

  private static final long SEED = 42;

  private final byte[] bytes = new byte[HEADERS * ExposureHeader.BYTES];

  /// Every fourth type is one of a custom authority; routing codes are random.
  @Setup
  public void fill() {
    var random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
    random.nextBytes(bytes);
    for (int index = 0; index < HEADERS; index++) {
      bytes[index * ExposureHeader.BYTES] = (byte) (index % 4 == 0 ? 0x01 : 0x10);
    }
  }

  /// Reads them all; the sum is returned so that the loop cannot be removed.
  @Benchmark
  @OperationsPerInvocation(HEADERS)
  public long read() {
    long sum = 0;
    for (int offset = 0; offset < bytes.length; offset += ExposureHeader.BYTES) {
      var header = ExposureHeader.read(bytes, offset, bytes.length).orElseThrow();
      sum += header.payloadType() ^ header.routing().code();
    }
    return sum;
  }
}
