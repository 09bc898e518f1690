package godwit.domain.home;

import godwit.codec.BigEndian;
import godwit.codec.keys.BlueTraceId;
import godwit.codec.keys.BlueTraceKey;
import godwit.codec.payload.Bytes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/// BlueTrace of a [KeyedHome]: temporary ids as OpenTrace's, each good for a quarter of an hour.
///
/// - shape: see [BlueTraceKey]; payload data `u16 outer length | u16 inner length | id`
/// - units: Unix seconds
/// - errors: none but empty results
/// - source: OpenTrace cloud functions e9e801c; docs/payloads.md
final class BlueTraceHome implements FamilyHome {
  /* Of the family, the one type whose text is a sealed id. */
  private static final int TYPE = 0x90;
  private static final int OUTER_BYTES = 2;
  private static final int HEAD_BYTES = 4;
  private static final int LASTS_SECONDS = 900;
  private static final int EARLY_SECONDS = 60;
  private static final int CLOCK_SECONDS = 900; // between a phone's and the server's
  private static final long DAY_SECONDS = TimeUnit.DAYS.toSeconds(1);

  private final HomeKey key;
  private final BlueTraceKey sealing;
  private final RandomGenerator random;

  /// @param random a cryptographic source
  BlueTraceHome(HomeKey key, RandomGenerator random) {
    this.key = key;
    this.sealing = new BlueTraceKey(key.secret("bluetrace key", BlueTraceKey.BYTES));
    this.random = random;
  }

  @Override
  public boolean reads(int payloadType) {
    return payloadType == TYPE;
  }

  @Override
  public Bytes identity(Bytes registration) {
    return key.bytes("bluetrace id", BlueTraceId.USER_BYTES, registration.toArray());
  }

  @Override
  public Issue issue(Bytes registration, Instant from) {
    Bytes user = identity(registration);
    long first = Math.floorDiv(from.getEpochSecond(), (long) LASTS_SECONDS) * LASTS_SECONDS;
    List<Bytes> identifiers = new ArrayList<>();
    byte[] iv = new byte[BlueTraceKey.IV_BYTES];
    int count = KeyedHome.ISSUE_DAYS * (int) (DAY_SECONDS / LASTS_SECONDS);
    for (int index = 0; index < count; index++) {
      long at = first + (long) index * LASTS_SECONDS;
      random.nextBytes(iv);
      var id = new BlueTraceId(user, (int) (at - EARLY_SECONDS), (int) (at + LASTS_SECONDS));
      byte[] sealed = sealing.seal(id, Bytes.copyOf(iv)).toArray();
      identifiers.add(Bytes.copyOf(Base64.getEncoder().encode(sealed)));
    }
    return new Issue(Instant.ofEpochSecond(first), LASTS_SECONDS, identifiers, Optional.empty());
  }

  @Override
  public Optional<Bytes> open(int date, byte[] bytes, int offset, int length) {
    int text = BigEndian.uint16(bytes, offset + OUTER_BYTES);
    if (text > length - HEAD_BYTES) return Optional.empty();
    byte[] base64 = Arrays.copyOfRange(bytes, offset + HEAD_BYTES, offset + HEAD_BYTES + text);
    byte[] sealed;
    try {
      sealed = Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException notOne) {
      return Optional.empty();
    }
    return sealing.open(Bytes.copyOf(sealed)).filter(id -> isOf(date, id)).map(BlueTraceId::userId);
  }

  /* Good for use at some time of that day. */
  private static boolean isOf(int date, BlueTraceId id) {
    return id.startSeconds() - CLOCK_SECONDS < (date + 1) * DAY_SECONDS
        && id.expirySeconds() + CLOCK_SECONDS > date * DAY_SECONDS;
  }
}
