package godwit.perf.jmh;

import godwit.codec.batch.BatchSink;
import godwit.codec.batch.BlockHeader;
import godwit.codec.batch.EndBlock;
import godwit.codec.batch.Preamble;
import godwit.codec.batch.Segment;
import godwit.codec.json.BatchJsonReader;
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

/// How many exposures a second one core reads from JSON into checked, hashed, storable blocks, and
/// what it allocates for each.
///
/// Run, with a JDK 25 or newer:
///
/// ```
/// ./mvnw -q -B -DskipTests -pl perf -am package
/// java -jar perf/target/godwit-perf-0.1.0-SNAPSHOT.jar --jmh BatchJsonRead -prof gc
/// ```
///
/// Last figures: docs/performance.md.
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 10, time = 1)
@Fork(3)
public class BatchJsonReadBenchmark implements BatchSink {
  /// Exposures of one invocation, which reads one document of about 9 MB.
  static final int EXPOSURES = 50_000;

  private static final int CHUNK_BYTES = 64 * 1024;

  /// How the document is laid out: a record on a line without further white space, as the writer
  /// has it, or indented by two spaces a level, a member on each line.
  @Param({"COMPACT", "INDENTED"})
  public Layout layout = Layout.COMPACT;

  private final ReusedPieces pieces = new ReusedPieces();
  private byte[] document = new byte[0];
  private long records;

  /// Layouts of the same document.
  public enum Layout {
    COMPACT,
    INDENTED
  }

  /// Random Herald Simple payloads of one day, with random scores.
  @Setup
  public void write() {
    byte[] compact = SampleExposures.json(EXPOSURES);
    document = layout == Layout.COMPACT ? compact : SampleExposures.indented(compact);
  }

  /// Reads the document in pieces as they come from a socket.
  @Benchmark
  @OperationsPerInvocation(EXPOSURES)
  public long read() {
    var reader = new BatchJsonReader(this, pieces);
    for (int offset = 0; offset < document.length; offset += CHUNK_BYTES) {
      reader.feed(document, offset, Math.min(CHUNK_BYTES, document.length - offset));
    }
    reader.end();
    reader.release();
    return records;
  }

  @Override
  public void preamble(Preamble preamble) {
    records = 0;
  }

  @Override
  public boolean block(int index, BlockHeader header, byte[] bytes, int offset) {
    return true;
  }

  @Override
  public void segment(Segment segment) {
    pieces.give(segment.piece());
  }

  @Override
  public void end(EndBlock end, byte[] digest) {
    records = end.total();
  }
}
