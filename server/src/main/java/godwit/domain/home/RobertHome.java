package godwit.domain.home;

import godwit.codec.BigEndian;
import godwit.codec.keys.RobertCountry;
import godwit.codec.keys.RobertHello;
import godwit.codec.keys.RobertIdentity;
import godwit.codec.keys.RobertMacKey;
import godwit.codec.keys.RobertServerKey;
import godwit.codec.keys.RobertTime;
import godwit.codec.keys.Secret;
import godwit.codec.payload.Bytes;
import godwit.codec.payload.PayloadFamily;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// ROBERT of a [KeyedHome]: ephemeral ids under a server key of each day, HELLOs with a MAC under a
/// key of each user.
///
/// - shape: see [RobertHello]
/// - units: epochs of 15 minutes from the start of the service
/// - errors: none but empty results
/// - source: ROBERT 1.1; docs/payloads.md
final class RobertHome implements FamilyHome {
  private static final long DAY_EPOCHS = TimeUnit.DAYS.toSeconds(1) / RobertTime.EPOCH_SECONDS;
  private static final long DAY_SECONDS = TimeUnit.DAYS.toSeconds(1);
  private static final int MOST_KEYS = 64;

  private final HomeKey key;
  private final RobertCountry country;
  private final int countryByte;
  private final Instant start;
  private final Map<Long, RobertServerKey> days = new HashMap<>();

  /// @param federationKey of the servers that read each other's country byte
  /// @param countryByte of this authority in that federation
  /// @param start of the service, at a whole quarter of an hour
  RobertHome(HomeKey key, Secret federationKey, int countryByte, Instant start) {
    this.key = key;
    this.country = new RobertCountry(federationKey);
    this.countryByte = countryByte;
    this.start = start;
  }

  @Override
  public boolean reads(int payloadType) {
    return PayloadFamily.of(payloadType) == PayloadFamily.ROBERT;
  }

  @Override
  public Bytes identity(Bytes registration) {
    return key.bytes("robert id", RobertIdentity.ID_BYTES, registration.toArray());
  }

  @Override
  public Issue issue(Bytes registration, Instant from) {
    Bytes id = identity(registration);
    long first = Math.max(0, RobertTime.epoch(start, from));
    List<Bytes> identifiers = new ArrayList<>();
    for (long epoch = first; epoch < first + KeyedHome.ISSUE_DAYS * DAY_EPOCHS; epoch++) {
      Bytes ephemeral = ofDay(day(epoch)).ephemeralId(new RobertIdentity((int) epoch, id));
      byte[] encrypted = country.encrypt(countryByte, ephemeral).toArray();
      byte[] both = new byte[1 + ephemeral.length()];
      both[0] = encrypted[0];
      System.arraycopy(ephemeral.toArray(), 0, both, 1, ephemeral.length());
      identifiers.add(Bytes.copyOf(both));
    }
    return new Issue(
        at(first),
        RobertTime.EPOCH_SECONDS,
        identifiers,
        Optional.of(Bytes.copyOf(macKey(id).key().toArray())));
  }

  /* The id may be of the day before or the day after: one is heard for a while past its end, and
   * clocks differ. Whoever opens an id with another day's key reads noise, which is of no epoch
   * near by but once in thousands of times, and then has no MAC. */
  @Override
  public Optional<Bytes> open(int date, byte[] bytes, int offset, int length) {
    if (length != RobertHello.BYTES) return Optional.empty();
    RobertHello hello = RobertHello.of(Bytes.copyOf(bytes, offset, length));
    for (long day = date - 1L; day <= date + 1L; day++) {
      RobertIdentity identity = ofDay(day).open(hello.ephemeralId());
      if (day(identity.epoch()) != day || !isOf(date, identity, hello)) continue;
      if (macKey(identity.id()).verifies(hello)) return Optional.of(identity.id());
    }
    return Optional.empty();
  }

  /* Heard on the day, at a time that its id was in use, or a quarter of an hour beside. */
  private boolean isOf(int date, RobertIdentity identity, RobertHello hello) {
    Instant begins = at(identity.epoch() - 1L);
    long first = begins.getEpochSecond();
    long last = first + 3L * RobertTime.EPOCH_SECONDS;
    if (last <= date * DAY_SECONDS || first >= (date + 1) * DAY_SECONDS) return false;
    Instant middle = begins.plusSeconds(3L * RobertTime.EPOCH_SECONDS / 2);
    return RobertTime.isNear(hello.time(), middle, 3 * RobertTime.EPOCH_SECONDS / 2);
  }

  private Instant at(long epoch) {
    return start.plusSeconds(epoch * RobertTime.EPOCH_SECONDS);
  }

  private long day(long epoch) {
    return Math.floorDiv(at(epoch).getEpochSecond(), DAY_SECONDS);
  }

  private RobertServerKey ofDay(long day) {
    if (days.size() > MOST_KEYS) days.clear();
    return days.computeIfAbsent(day, each -> {
      byte[] named = new byte[Long.BYTES];
      BigEndian.put64(named, 0, each);
      return new RobertServerKey(key.secret("robert server key", RobertServerKey.BYTES, named));
    });
  }

  private RobertMacKey macKey(Bytes id) {
    return new RobertMacKey(key.secret("robert mac key", HomeKey.BYTES, id.toArray()));
  }
}
