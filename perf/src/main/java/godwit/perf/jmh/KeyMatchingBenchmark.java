package godwit.perf.jmh;

import godwit.codec.keys.EphemeralIds;
import godwit.codec.keys.GaenIds;
import godwit.codec.keys.GaenKey;
import godwit.codec.keys.RobertCountry;
import godwit.codec.keys.Secret;
import godwit.codec.keys.SimpleMatchingKey;
import godwit.codec.payload.Bytes;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// Cost of one published key: making the ids of its day, and looking for one among them; and of one
/// ROBERT country, which an intake would pay for each record.
///
/// Run, with a JDK 25 or newer:
///
/// ```
/// ./mvnw -q -B -DskipTests -pl perf -am package
/// java -jar perf/target/godwit-perf-0.1.0-SNAPSHOT.jar --jmh KeyMatching
/// ```
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 10, time = 1)
@Fork(3)
public class KeyMatchingBenchmark {
  private static final long SEED = 42;
  private static final int START_INTERVAL = 2_642_976;

  private final RandomGenerator random =
      RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
  private final GaenKey gaenKey = new GaenKey(secret(GaenKey.BYTES), START_INTERVAL, 144);
  private final SimpleMatchingKey simpleKey = new SimpleMatchingKey(0, secret(32));
  private final RobertCountry country = new RobertCountry(secret(RobertCountry.KEY_BYTES));
  private final GaenIds maker = new GaenIds();
  private final EphemeralIds ids = gaenKey.rollingIds();
  private final Bytes strange = Bytes.copyOf(bytes(EphemeralIds.ID_BYTES));
  private final byte[] hello = bytes(EphemeralIds.ID_BYTES);

  /// 144 ids, with the cipher that made the last key's.
  @Benchmark
  public EphemeralIds gaenDay() {
    return maker.of(gaenKey);
  }

  /// The same with a cipher of its own.
  @Benchmark
  public EphemeralIds gaenDayAlone() {
    return gaenKey.rollingIds();
  }

  /// 240 ids.
  @Benchmark
  public EphemeralIds simpleDay() {
    return simpleKey.contactIds();
  }

  /// An id that is none of 144.
  @Benchmark
  public OptionalInt lookFor() {
    return ids.indexOf(strange);
  }

  @Benchmark
  public int robertCountry() {
    return country.decrypt(hello, 0);
  }

  private Secret secret(int count) {
    return Secret.copyOf(bytes(count));
  }

  private byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }
}
