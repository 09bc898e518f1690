package godwit.perf.jmh;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// What the steps of an upload cost by the kind of memory that a body is read into: arrays on the
/// heap, buffers outside of it, or now the one and now the other. A piece is 64 KiB of random
/// bytes.
///
/// Decides ADR 0002. Run: `./godwit bench --jmh PieceMemory`.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class PieceMemoryBenchmark {
  private static final int PIECE_BYTES = 64 * 1024;
  private static final int RECORD_BYTES = 18;
  private static final int ID = 2;

  /// Where pieces lie.
  public enum Kind {
    /// Arrays.
    HEAP,
    /// Buffers outside of the heap.
    DIRECT,
    /// Both in turn, through the same code.
    BOTH
  }

  @Param
  public Kind kind = Kind.HEAP;

  private final MessageDigest sha256 = sha256();
  private final CRC32C crc = new CRC32C();
  private final Inflater inflater = new Inflater(true);
  private final ByteBuffer heap = ByteBuffer.allocate(PIECE_BYTES);
  private final ByteBuffer direct = ByteBuffer.allocateDirect(PIECE_BYTES);
  private final ByteBuffer network = ByteBuffer.allocateDirect(2 * PIECE_BYTES);
  private boolean turn;

  @Setup(Level.Trial)
  public void fill() {
    byte[] random = new byte[PIECE_BYTES];
    new Random(1).nextBytes(random);
    heap.put(random).clear();
    direct.put(random).clear();
    try (Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true)) {
      deflater.setInput(random);
      deflater.finish();
      deflater.deflate(network);
      network.flip();
    }
  }

  @TearDown(Level.Trial)
  public void end() {
    inflater.end();
  }

  /// The network's bytes into a piece: the one copy of a body that is not compressed.
  @Benchmark
  public ByteBuffer copy() {
    ByteBuffer piece = piece();
    return piece.put(0, network, 0, PIECE_BYTES);
  }

  @Benchmark
  public int inflate() throws DataFormatException {
    inflater.reset();
    inflater.setInput(network.duplicate());
    return inflater.inflate(piece().duplicate());
  }

  @Benchmark
  public byte[] digest() {
    sha256.update(piece().duplicate());
    return sha256.digest();
  }

  @Benchmark
  public long checksum() {
    crc.reset();
    crc.update(piece().duplicate());
    return crc.getValue();
  }

  /// Reads score and identifier of every record.
  @Benchmark
  public long walk() {
    ByteBuffer piece = piece();
    long sum = 0;
    for (int record = 0; record + RECORD_BYTES <= PIECE_BYTES; record += RECORD_BYTES) {
      sum += piece.getShort(record) & 0xFFFF;
      if ((piece.getLong(record + ID) | piece.getLong(record + ID + Long.BYTES)) == 0) sum--;
    }
    return sum;
  }

  private ByteBuffer piece() {
    return switch (kind) {
      case HEAP -> heap;
      case DIRECT -> direct;
      case BOTH -> {
        turn = !turn;
        yield turn ? heap : direct;
      }
    };
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
