package godwit.perf.jmh;

import godwit.codec.batch.Digest;
import godwit.codec.batch.Magic;
import godwit.codec.batch.Preamble;
import java.util.UUID;
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

/// Cost of a byte of a block of 64 KiB in the digest of its batch (SHA-256).
///
/// Run, with a JDK 25 or newer:
///
/// ```
/// ./mvnw -q -B -DskipTests -pl perf -am package
/// java -jar perf/target/godwit-perf-0.1.0-SNAPSHOT.jar --jmh DigestBenchmark -prof gc
/// ```
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 10, time = 1)
@Fork(3)
public class DigestBenchmark {
  /// Bytes in one invocation.
  static final int BYTES = 64 * 1024;

  @Param
  public Warmth warmth = Warmth.ALONE;

  private final Digest digest =
      new Digest(new Preamble(Magic.EXPOSURES, 0, new UUID(1, 2), Shapes.NORWAY, Shapes.NORWAY, 0));
  private final byte[] block = new byte[BYTES];

  @Setup
  public void fill() {
    Shapes shapes = new Shapes();
    byte[] simple = shapes.simple(BYTES / 18 - 2);
    System.arraycopy(simple, 0, block, 0, simple.length);
    if (warmth == Warmth.AFTER_OTHERS && shapes.walkOthers() == 0) {
      throw new IllegalStateException("nothing was walked");
    }
  }

  @Benchmark
  @OperationsPerInvocation(BYTES)
  public byte block() {
    return digest.block(block, 0, BYTES)[0];
  }
}
