package godwit.federation;

import static godwit.store.TestDatabases.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import godwit.codec.payload.RoutingCode;
import godwit.fixture.Member;
import godwit.phone.AuthorityClient;
import godwit.phone.BlueTracePhone;
import godwit.phone.Broadcast;
import godwit.phone.Dp3tPhone;
import godwit.phone.GaenPhone;
import godwit.phone.ListSums;
import godwit.phone.Phone;
import godwit.phone.RandomIds;
import godwit.phone.RobertPhone;
import godwit.phone.VenueVisit;
import godwit.trust.Pki;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The two figures of the slides, played by phones from the contact to what phone B shows: a user
/// is found infected who was in B's country, or whom B visited.
///
/// Whose app is where, and which way exposures go, is all that differs: B is told by its own
/// authority of whatever A's authority got.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class FiguresTest {
  private static final RoutingCode HUB = RoutingCode.nation(1, 0);
  private static final RoutingCode FRANCE = RoutingCode.nation(250, 0);
  private static final RoutingCode NORWAY = RoutingCode.nation(578, 0);
  private static final long PATIENCE_SECONDS = 40;
  private static final double SHOWN = 0.02; // a status has hundredths

  private final Vertx vertx = Vertx.vertx();
  private final Random random = new Random(2026);
  private final boolean throughHub;
  private Member hub;
  private Nation france;
  private Nation norway;

  FiguresTest(boolean throughHub) {
    this.throughHub = throughHub;
  }

  /// The rows of the draft's table that nations exchange.
  enum Family {
    CUSTOM_COUNTRY,
    HERALD_SIMPLE,
    HERALD_SECURED,
    HERALD_VENUE,
    GAEN,
    ROBERT,
    BLUETRACE,
    DP3T,
    PACT;

    Broadcast of(AuthorityClient home, Random random) throws IOException {
      return switch (this) {
        case CUSTOM_COUNTRY -> new RandomIds(0x08, 24, random);
        case HERALD_SIMPLE -> new RandomIds(0x10, 16, random);
        case HERALD_SECURED -> new RandomIds(0x20, 80, random);
        case HERALD_VENUE -> new VenueVisit(random.nextInt(1, Integer.MAX_VALUE));
        case GAEN -> new GaenPhone(random);
        case ROBERT -> RobertPhone.of(home);
        case BLUETRACE -> BlueTracePhone.of(home);
        case DP3T -> new Dp3tPhone(random);
        case PACT -> new RandomIds(0xA0, 28, random);
      };
    }
  }

  /// A country: its node, and its list as its phones have read it.
  private record Nation(Member member, AuthorityClient server, ListSums list) {
    Phone phone(Broadcast says) {
      return new Phone(server, member.code(), says);
    }
  }

  @BeforeAll
  void start(@TempDir Path folder) throws IOException {
    new Pki(InstantSource.system()).init(folder);
    Files.write(folder.resolve("federation.key"), secret(1));
    Files.write(folder.resolve("registration.key"), secret(2));
    int hubPort = freePort();
    int frenchPort = freePort();
    int norwegianPort = freePort();
    hub = Member.sharing(vertx, folder, HUB)
        .listening(hubPort)
        .configured(true, at(FRANCE, frenchPort, ""), at(NORWAY, norwegianPort, ""))
        .startHere();
    france = nation(folder, FRANCE, frenchPort, NORWAY, norwegianPort, hubPort);
    norway = nation(folder, NORWAY, norwegianPort, FRANCE, frenchPort, hubPort);
  }

  @AfterAll
  void stop() throws IOException {
    for (Member member : List.of(norway.member(), france.member(), hub)) member.close();
    await(vertx.close());
  }

  private Nation nation(
      Path folder, RoutingCode code, int port, RoutingCode other, int otherPort, int hubPort)
      throws IOException {
    Member.signingKey(folder, other);
    String pinned = Member.pinned(folder, other);
    String relays = ", relay: true, relays: [ { " + Member.named(other) + " } ]";
    Member member = Member.sharing(vertx, folder, code)
        .listening(port)
        .configured(
            false,
            throughHub
                ? Member.named(other) + ", via: { " + Member.named(HUB) + " }, " + pinned
                : at(other, otherPort, ""),
            at(HUB, hubPort, relays));
    Files.writeString(member.config(), """
        robert:
          federationKeyFile: federation.key
          countries: { 33: 250, 47: 578 }
        registration:
          keyFile: registration.key
          families: robert, bluetrace
        """, StandardOpenOption.APPEND);
    member.startHere();
    AuthorityClient server = new AuthorityClient(
        vertx, member.ports().devices(), member.ports().ops(), member.identity().trust(), 4);
    return new Nation(member, server, new ListSums(server, _ -> 15));
  }

  private static String at(RoutingCode code, int port, String more) {
    return Member.named(code) + ", endpoints: [ \"https://127.0.0.1:" + port + "\" ]" + more;
  }

  @ParameterizedTest
  @EnumSource(Family.class)
  void aFrenchUserIsToldOfNorwegians(Family family) throws Exception {
    play(family, norway, france);
  }

  @ParameterizedTest
  @EnumSource(Family.class)
  void aNorwegianUserIsToldOfTheFrench(Family family) throws Exception {
    play(family, france, norway);
  }

  /// Two patients have met phone B, which broadcast the same to both; then both tests turn out to
  /// be wrong, one after the other.
  private void play(Family family, Nation infected, Nation home) throws Exception {
    Instant now = Instant.now();
    Instant start = now.minus(Duration.ofMinutes(40));
    LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
    Phone b = home.phone(family.of(home.server(), random));
    Phone bystander = home.phone(family.of(home.server(), random));
    Phone first = infected.phone(family.of(infected.server(), random));
    Phone second = infected.phone(family.of(infected.server(), random));
    if (family == Family.ROBERT || family == Family.BLUETRACE) start = now; // given from now on
    byte[] said = b.broadcasts(start);
    bystander.broadcasts(start);
    Instant met = now.minus(Duration.ofMinutes(40));
    first.hears(said, met, Duration.ofMinutes(30));
    second.hears(said, met, Duration.ofMinutes(20));
    assertEquals(0, b.risk(home.list()));

    String code = infected.server().code(today, today);
    String other = infected.server().code(today, today);
    assertEquals(1, first.upload(code, now));
    until(home, b, 2.0);
    assertEquals(1, second.upload(other, now));
    until(home, b, 2.0 + 20 / 15.0);
    assertEquals(0, bystander.risk(home.list()));

    infected.server().revoke(code);
    until(home, b, 20 / 15.0);
    infected.server().revoke(other);
    until(home, b, 0);
  }

  private void until(Nation home, Phone phone, double risk) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    double shown;
    do {
      home.list().catchUp();
      shown = phone.risk(home.list());
      if (Math.abs(shown - risk) < SHOWN) return;
      await(vertx.timer(20, TimeUnit.MILLISECONDS));
    } while (System.nanoTime() < end);
    assertEquals(risk, shown, SHOWN);
  }

  private static byte[] secret(int seed) {
    byte[] key = new byte[32];
    new Random(seed).nextBytes(key);
    return key;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
