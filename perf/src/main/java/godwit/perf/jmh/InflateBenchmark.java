package godwit.perf.jmh;

import godwit.codec.batch.BatchDecoder;
import godwit.codec.batch.Pieces;
import godwit.domain.Limits;
import godwit.intake.content.ContentDecoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
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

/// Cost of a byte of a gzipped batch of 1 MiB, from the bytes as received to checked blocks:
/// inflating
/// with the JDK's inflater into the decoder's window, CRC-32, CRC-32C, digest. `plain` is the same
/// without gzip, so that the difference is the inflater's.
///
/// Run, with a JDK 25 or newer:
///
/// ```
/// ./mvnw -q -B -DskipTests -pl perf -am package
/// java -jar perf/target/godwit-perf-0.1.0-SNAPSHOT.jar --jmh Inflate -prof gc
/// ```
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 10, time = 1)
@Fork(3)
public class InflateBenchmark {
  /// Decoded bytes in one invocation.
  static final int BYTES = 1 << 20;

  private static final int CHUNK_BYTES = 64 * 1024;
  private static final int BLOCKS = 16;

  @Param
  public Warmth warmth = Warmth.ALONE;

  private byte[] batch = new byte[0];
  private byte[] gzip = new byte[0];

  @Setup
  public void fill() throws IOException {
    Shapes shapes = new Shapes();
    batch = shapes.batch(BLOCKS, BYTES / BLOCKS / 18);
    var out = new ByteArrayOutputStream();
    try (var member = new GZIPOutputStream(out)) {
      member.write(batch);
    }
    gzip = out.toByteArray();
    if (warmth == Warmth.AFTER_OTHERS && shapes.walkOthers() == 0) {
      throw new IllegalStateException("nothing was walked");
    }
  }

  @Benchmark
  @OperationsPerInvocation(BYTES)
  public long gzip() {
    var counting = new Shapes.Counting();
    var decoder = new BatchDecoder(counting, Pieces.unbounded());
    feed(ContentDecoder.gzip(decoder, Limits.DEFAULT), decoder, gzip);
    return counting.records;
  }

  @Benchmark
  @OperationsPerInvocation(BYTES)
  public long plain() {
    var counting = new Shapes.Counting();
    var decoder = new BatchDecoder(counting, Pieces.unbounded());
    feed(ContentDecoder.plain(decoder, Limits.DEFAULT), decoder, batch);
    return counting.records;
  }

  private static void feed(ContentDecoder inflow, BatchDecoder decoder, byte[] body) {
    for (int from = 0; from < body.length; from += CHUNK_BYTES) {
      int length = Math.min(CHUNK_BYTES, body.length - from);
      if (!inflow.feed(ByteBuffer.wrap(body, from, length))) {
        throw new IllegalStateException("no memory");
      }
    }
    inflow.end();
    decoder.end();
    inflow.release();
    decoder.release();
  }
}
