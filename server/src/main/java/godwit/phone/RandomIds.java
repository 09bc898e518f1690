package godwit.phone;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/// Identifiers without any structure, another each quarter of an hour: of operators' and countries'
/// own systems, Herald Simple and Secured, PACT.
public final class RandomIds implements Broadcast.Listed {
  private static final long QUARTER_SECONDS = Duration.ofMinutes(15).toSeconds();

  private final int payloadType;
  private final int bytes;
  private final RandomGenerator random;
  private final Map<Long, byte[]> said = new HashMap<>();

  /// @param bytes of the payload's data
  public RandomIds(int payloadType, int bytes, RandomGenerator random) {
    this.payloadType = payloadType;
    this.bytes = bytes;
    this.random = random;
  }

  @Override
  public int payloadType() {
    return payloadType;
  }

  @Override
  public byte[] data(Instant time) {
    long quarter = time.getEpochSecond() / QUARTER_SECONDS;
    return said.computeIfAbsent(quarter, _ -> {
          byte[] id = new byte[bytes];
          random.nextBytes(id);
          return id;
        })
        .clone();
  }
}
