package godwit.phone;

import godwit.codec.keys.Dp3tDayKey;
import godwit.codec.keys.EphemeralIds;
import godwit.codec.keys.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/// Ephemeral ids of DP-3T, under a key of each day.
public final class Dp3tPhone implements Broadcast.Listed {
  private static final int DP3T_TYPE = 0x98;
  private static final int KEY_BYTES = 32;
  private static final long DAY_SECONDS = Duration.ofDays(1).toSeconds();

  private final RandomGenerator random;
  private final Map<Long, EphemeralIds> days = new HashMap<>();

  public Dp3tPhone(RandomGenerator random) {
    this.random = random;
  }

  @Override
  public int payloadType() {
    return DP3T_TYPE;
  }

  @Override
  public byte[] data(Instant time) {
    EphemeralIds ids = days.computeIfAbsent(time.getEpochSecond() / DAY_SECONDS, _ -> {
      byte[] key = new byte[KEY_BYTES];
      random.nextBytes(key);
      return new Dp3tDayKey(Secret.copyOf(key)).ephemeralIds();
    });
    long second = time.getEpochSecond() % DAY_SECONDS;
    return ids.id((int) (second * Dp3tDayKey.IDS / DAY_SECONDS)).toArray();
  }
}
