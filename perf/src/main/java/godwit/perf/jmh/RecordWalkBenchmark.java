package godwit.perf.jmh;

import godwit.codec.batch.BlockHeader;
import godwit.domain.IntakeRules;
import godwit.domain.Verdict;
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

/// Cost of reading every record of a block of 64 KiB of Simple exposures as the intake does:
/// header, CRC-32C, judgement, the length that the family asks for, bounds, ids of zeros.
///
/// Budget: 6 ns and 0 bytes a record, alone and in a JVM that has read everything else before.
///
/// Run, with a JDK 25 or newer:
///
/// ```
/// ./mvnw -q -B -DskipTests -pl perf -am package
/// java -jar perf/target/godwit-perf-0.1.0-SNAPSHOT.jar --jmh RecordWalk -prof gc
/// ```
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 10, time = 1)
@Fork(3)
public class RecordWalkBenchmark {
  /// Records of 18 bytes that fit 64 KiB.
  static final int RECORDS = 65_536 / 18;

  @Param
  public Warmth warmth = Warmth.ALONE;

  private final IntakeRules rules = Shapes.rules();
  private byte[] block = new byte[0];

  @Setup
  public void fill() {
    Shapes shapes = new Shapes();
    block = shapes.simple(RECORDS);
    if (warmth == Warmth.AFTER_OTHERS && shapes.walkOthers() == 0) {
      throw new IllegalStateException("nothing was walked");
    }
  }

  /// Reads them all; the count is returned so that the loop cannot be removed.
  @Benchmark
  @OperationsPerInvocation(RECORDS)
  public long walk() {
    BlockHeader header = BlockHeader.read(block, 0);
    if (!header.isIntact(block, 0)) throw new IllegalStateException("bad-crc");
    if (rules.judge(header, block, 0) instanceof Verdict.Rejected rejected) {
      throw new IllegalStateException(rejected.toString());
    }
    return rules.zeroIds();
  }

  /// The same without the checksum, to tell the parts apart.
  @Benchmark
  @OperationsPerInvocation(RECORDS)
  public long judge() {
    BlockHeader header = BlockHeader.read(block, 0);
    if (rules.judge(header, block, 0) instanceof Verdict.Rejected rejected) {
      throw new IllegalStateException(rejected.toString());
    }
    return rules.zeroIds();
  }
}
