package godwit.codec.keys;

import java.time.Instant;

/// How ROBERT tells time: the low 16 bits of NTP seconds in a HELLO, epochs of 15 minutes in an
/// ephemeral id.
///
/// - shape: NTP seconds are Unix seconds + 2,208,988,800; 16 bits of them come again after 65,536 s
/// - units: seconds; epochs of 900 s from the start of the service
/// - errors: [IllegalArgumentException] for a tolerance of half the 65,536 s or more
/// - source: ROBERT 1.1; docs/payloads.md
public final class RobertTime {
  /// Seconds of an epoch.
  public static final int EPOCH_SECONDS = 900;

  private static final long UNIX_IN_NTP_SECONDS = 2_208_988_800L;

  private RobertTime() {}

  public static long ntpSeconds(Instant time) {
    return time.getEpochSecond() + UNIX_IN_NTP_SECONDS;
  }

  /// What a HELLO of that time carries.
  public static int low16(Instant time) {
    return (int) (ntpSeconds(time) & 0xFFFF);
  }

  /// Whether a HELLO's time is at most `toleranceSeconds` before or after it was heard, on the
  /// circle of 65,536 s. A HELLO that is some 18 hours old looks fresh again; its epoch does not.
  public static boolean isNear(int low16, Instant heard, int toleranceSeconds) {
    if (toleranceSeconds < 0 || toleranceSeconds > Short.MAX_VALUE) {
      throw new IllegalArgumentException("toleranceSeconds=" + toleranceSeconds);
    }
    return Math.abs((short) (low16(heard) - low16)) <= toleranceSeconds;
  }

  /// The epoch of a time, for a service that started at `serviceStart`; negative before it.
  public static long epoch(Instant serviceStart, Instant time) {
    long seconds = time.getEpochSecond() - serviceStart.getEpochSecond();
    return Math.floorDiv(seconds, (long) EPOCH_SECONDS);
  }

  /// Whether an id made for an epoch may have been heard then: in it, or in one beside it.
  public static boolean isNear(RobertIdentity identity, Instant serviceStart, Instant heard) {
    return Math.abs(epoch(serviceStart, heard) - identity.epoch()) <= 1;
  }
}
