package godwit.perf.jmh;

import com.fasterxml.jackson.core.Base64Variants;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.async.ByteArrayFeeder;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
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

/// What Jackson's non-blocking parser takes to read the document of [BatchJsonReadBenchmark] into
/// texts, numbers and bytes: the least that a reader built on it would cost, since it checks no
/// value, makes no block and hashes nothing.
///
/// Run, with a JDK 25 or newer:
///
/// ```
/// ./mvnw -q -B -DskipTests -pl perf -am package
/// java -jar perf/target/godwit-perf-0.1.0-SNAPSHOT.jar --jmh 'JsonRead|JacksonRead' -prof gc
/// ```
///
/// Last figures: docs/adr/0010-own-streaming-json.md.
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 10, time = 1)
@Fork(3)
public class JacksonReadBenchmark {
  static final int EXPOSURES = BatchJsonReadBenchmark.EXPOSURES;

  private static final int CHUNK_BYTES = 64 * 1024;

  private final JsonFactory factory = new JsonFactory();
  private byte[] document = new byte[0];
  private String member = "";
  private long dataBytes;
  private long sum;

  @Setup
  public void write() {
    document = SampleExposures.json(EXPOSURES);
  }

  /// Reads the document in pieces as they come from a socket; gives the bytes of all payloads.
  @Benchmark
  @OperationsPerInvocation(EXPOSURES)
  public long read() throws IOException {
    dataBytes = 0;
    try (JsonParser parser = factory.createNonBlockingByteArrayParser()) {
      ByteArrayFeeder feeder = (ByteArrayFeeder) parser.getNonBlockingInputFeeder();
      for (int offset = 0; offset < document.length; offset += CHUNK_BYTES) {
        feeder.feedInput(document, offset, Math.min(document.length, offset + CHUNK_BYTES));
        for (JsonToken token = parser.nextToken();
            token != JsonToken.NOT_AVAILABLE && token != null;
            token = parser.nextToken()) {
          take(parser, token);
        }
      }
    }
    return dataBytes;
  }

  /// What was read besides, so that reading it cannot be left out.
  public long sum() {
    return sum;
  }

  private void take(JsonParser parser, JsonToken token) throws IOException {
    switch (token) {
      case FIELD_NAME -> member = parser.currentName();
      case VALUE_STRING -> {
        if (member.equals("data")) {
          dataBytes += parser.getBinaryValue(Base64Variants.MODIFIED_FOR_URL).length;
        } else {
          sum += parser.getText().length();
        }
      }
      case VALUE_NUMBER_INT -> sum += parser.getIntValue();
      case VALUE_NUMBER_FLOAT -> sum += (long) (100 * parser.getDoubleValue());
      default -> {}
    }
  }
}
