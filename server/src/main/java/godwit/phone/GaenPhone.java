package godwit.phone;

import godwit.codec.keys.EphemeralIds;
import godwit.codec.keys.GaenInterval;
import godwit.codec.keys.GaenKey;
import godwit.codec.keys.Secret;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/// Rolling ids of Exposure Notification, under a key of each day.
public final class GaenPhone implements Broadcast.Listed {
  private static final int GAEN_TYPE = 0x80;

  private final RandomGenerator random;
  private final Map<Integer, EphemeralIds> days = new HashMap<>();

  public GaenPhone(RandomGenerator random) {
    this.random = random;
  }

  @Override
  public int payloadType() {
    return GAEN_TYPE;
  }

  @Override
  public byte[] data(Instant time) {
    int interval = GaenInterval.at(time);
    int first = interval - interval % GaenKey.MAX_INTERVALS;
    EphemeralIds ids = days.computeIfAbsent(first, start -> {
      byte[] key = new byte[GaenKey.BYTES];
      random.nextBytes(key);
      return new GaenKey(Secret.copyOf(key), start, GaenKey.MAX_INTERVALS).rollingIds();
    });
    return ids.id(interval - first).toArray();
  }
}
