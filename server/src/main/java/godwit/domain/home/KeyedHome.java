package godwit.domain.home;

import godwit.codec.keys.Secret;
import godwit.codec.payload.Bytes;
import godwit.codec.payload.PayloadFamily;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// A national system of this build's own, which keeps nothing: whatever it gives or reads follows
/// from one key.
///
/// What names a user inside identifiers follows from the hash of the registration's secret, and the
/// row of the user from that. So the database has no identity, and who unregisters is forgotten.
public final class KeyedHome implements HomeSystem {
  /// Days that phones are given identifiers for at a time.
  public static final int ISSUE_DAYS = 4;

  /// Bytes of what stands for a user.
  public static final int USER_BYTES = 16;

  /// Bytes of what stands for a token.
  public static final int TOKEN_BYTES = 16;

  private final HomeKey key;
  private final Map<PayloadFamily, Supplier<FamilyHome>> families;

  private KeyedHome(HomeKey key, Map<PayloadFamily, Supplier<FamilyHome>> families) {
    this.key = key;
    this.families = families;
  }

  /// What ROBERT needs besides.
  ///
  /// @param federationKey of the servers that read each other's country byte
  /// @param country byte of this authority in that federation
  /// @param start of the service, from which epochs are counted
  public record Robert(Secret federationKey, int country, Instant start) {}

  /// @param blueTrace whether it gives identifiers of BlueTrace
  /// @param random a cryptographic source
  public static KeyedHome of(
      Secret secret, Optional<Robert> robert, boolean blueTrace, RandomGenerator random) {
    HomeKey key = new HomeKey(secret);
    Map<PayloadFamily, Supplier<FamilyHome>> families = new EnumMap<>(PayloadFamily.class);
    robert.ifPresent(each -> families.put(
        PayloadFamily.ROBERT,
        () -> new RobertHome(key, each.federationKey(), each.country(), each.start())));
    if (blueTrace) {
      families.put(PayloadFamily.BLUETRACE, () -> new BlueTraceHome(key, random));
    }
    return new KeyedHome(key, families);
  }

  @Override
  public Set<PayloadFamily> families() {
    return Set.copyOf(families.keySet());
  }

  @Override
  public TokenCheck check() {
    Map<PayloadFamily, FamilyHome> own = new EnumMap<>(PayloadFamily.class);
    return (payloadType, date, bytes, offset, length) -> {
      if (!reads(payloadType)) return TokenCheck.Answer.VALID; // not ours to judge
      return family(own, payloadType)
              .flatMap(family -> family.open(date, bytes, offset, length))
              .isPresent()
          ? TokenCheck.Answer.VALID
          : TokenCheck.Answer.NOT_VALID;
    };
  }

  @Override
  public Optional<Bytes> user(PayloadFamily family, Bytes registration) {
    return Optional.ofNullable(families.get(family))
        .map(Supplier::get)
        .map(each -> standIn(family, each.identity(registration)));
  }

  @Override
  public Issue issue(PayloadFamily family, Bytes registration, Instant from) {
    return Optional.ofNullable(families.get(family))
        .map(Supplier::get)
        .orElseThrow(() -> new IllegalArgumentException("family=" + family))
        .issue(registration, from);
  }

  @Override
  public List<Reading> read(List<Token> tokens) {
    Map<PayloadFamily, FamilyHome> own = new EnumMap<>(PayloadFamily.class);
    List<Reading> readings = new ArrayList<>(tokens.size());
    for (Token token : tokens) readings.add(read(token, own));
    return readings;
  }

  private Reading read(Token token, Map<PayloadFamily, FamilyHome> own) {
    Optional<FamilyHome> family = family(own, token.payloadType());
    if (family.isEmpty()) return new Reading.NotValid();
    byte[] data = token.data().toArray();
    PayloadFamily named = PayloadFamily.of(token.payloadType());
    return family
        .get()
        .open(token.date(), data, 0, data.length)
        .<Reading>map(identity -> new Reading.User(
            standIn(named, identity),
            key.bytes("token", TOKEN_BYTES, new byte[] {(byte) token.payloadType()}, data)))
        .orElseGet(Reading.NotValid::new);
  }

  private Bytes standIn(PayloadFamily name, Bytes identity) {
    byte[] named = {(byte) name.firstType()};
    return key.bytes("user", USER_BYTES, named, identity.toArray());
  }

  private Optional<FamilyHome> family(Map<PayloadFamily, FamilyHome> own, int payloadType) {
    PayloadFamily named = PayloadFamily.of(payloadType);
    if (!families.containsKey(named)) return Optional.empty();
    FamilyHome family = own.computeIfAbsent(named, each -> made(each));
    return family.reads(payloadType) ? Optional.of(family) : Optional.empty();
  }

  private FamilyHome made(PayloadFamily family) {
    return Optional.ofNullable(families.get(family)).orElseThrow().get();
  }
}
