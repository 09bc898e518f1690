package godwit.node;

import static java.time.temporal.ChronoUnit.DAYS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.codec.payload.RoutingCode;
import godwit.domain.Directory;
import godwit.exchange.Federation;
import godwit.exchange.FederationSource;
import godwit.exchange.Route;
import godwit.fixture.LogLines;
import godwit.fixture.ManualTime;
import godwit.trust.Credentials;
import godwit.trust.Pem;
import godwit.trust.Pki;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Certificates are warned of while there is time to renew them, this node's and its peers'.
class CertificateWatchTest {
  private static final RoutingCode NORWAY = RoutingCode.nation(578, 0);
  private static final RoutingCode FRANCE = RoutingCode.nation(250, 0);
  private static final RoutingCode DENMARK = RoutingCode.nation(208, 0);
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final ManualTime time = new ManualTime(NOON);
  private final Pki pki = new Pki(time);
  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private final LogLines lines = LogLines.of(CertificateWatch.class);
  private final Path folder;

  CertificateWatchTest(@TempDir Path folder) throws Exception {
    this.folder = folder;
    pki.init(folder);
  }

  @AfterEach
  void close() {
    lines.close();
  }

  @Test
  void ownAndPeersAreWarnedOfInTime() throws Exception {
    Pki.Issued own = pki.authority(folder, NORWAY, List.of(), 60);
    Pki.Issued french = pki.authority(folder, FRANCE, List.of(), 50);
    FederationSource federation = new FederationSource(federation(own, FRANCE, DENMARK));
    CertificateWatch watch = new CertificateWatch(federation, time, metrics);
    show(federation, french);
    show(federation, pki.authority(folder, RoutingCode.nation(752, 0), List.of(), 1));
    watch.look();
    assertEquals(List.of(), watch.warnings());
    assertEquals(left(own), metrics.get("godwit.certificate.left").gauge().value());
    assertEquals(left(french), peer(FRANCE));
    assertTrue(Double.isNaN(peer(DENMARK)), "never seen");

    /* Nothing is proven for days, and yet what was shown is known: also with other credentials. */
    federation.replace(federation(own, FRANCE, DENMARK));
    time.set(end(own).minus(30, DAYS).plusSeconds(1));
    watch.look();
    assertEquals(
        List.of("this node's certificate expires on " + end(own) + ", in 29 days"),
        watch.warnings());

    time.set(end(french).minus(7, DAYS));
    watch.look();
    String french7 = "the certificate of 250/0 expires on " + end(french) + ", in 7 days";
    assertEquals(french7, watch.warnings().getLast());
    time.set(end(french).plusSeconds(1));
    watch.look();
    String over = "the certificate of 250/0 expired on " + end(french);
    assertEquals(over, watch.warnings().getLast());
    assertTrue(peer(FRANCE) < 0);
    assertEquals(
        List.of("WARN " + french7, "ERROR " + over + ": without a new one, the exchange ends"),
        lines.with("250/0"));
  }

  @Test
  void aWarningIsLoggedOnceADayAndEndsWithANewCertificate() throws Exception {
    Pki.Issued own = pki.authority(folder, NORWAY, List.of(), 20);
    FederationSource federation = new FederationSource(federation(own));
    CertificateWatch watch = new CertificateWatch(federation, time, metrics);
    for (int minute = 0; minute <= Duration.ofDays(1).toMinutes(); minute += 60) {
      watch.look();
      time.pass(MINUTE.multipliedBy(60));
    }
    assertEquals(2, lines.all().size(), () -> "" + lines.all());
    assertEquals(1, watch.warnings().size());
    Path renewed = Files.createDirectory(folder.resolve("renewed"));
    pki.init(renewed);
    federation.replace(federation(pki.authority(renewed, NORWAY, List.of(), 60)));
    watch.look();
    assertEquals(List.of(), watch.warnings());
  }

  @Test
  void aPeerThatIsNoMoreIsNotWarnedOf() throws Exception {
    Pki.Issued own = pki.authority(folder, NORWAY, List.of(), 60);
    FederationSource federation = new FederationSource(federation(own, FRANCE));
    CertificateWatch watch = new CertificateWatch(federation, time, metrics);
    show(federation, pki.authority(folder, FRANCE, List.of(), 3));
    watch.look();
    assertEquals(1, watch.warnings().size());
    assertTrue(peer(FRANCE) > 0);
    federation.replace(federation(own));
    watch.look();
    assertEquals(List.of(), watch.warnings());
    assertTrue(Double.isNaN(peer(FRANCE)));
  }

  private double peer(RoutingCode code) {
    return metrics
        .get("godwit.peer.certificate.left")
        .tag("peer", code.path())
        .gauge()
        .value();
  }

  private double left(Pki.Issued issued) throws Exception {
    return Duration.between(time.instant(), end(issued)).toMillis() / 1_000.0;
  }

  private static Instant end(Pki.Issued issued) throws Exception {
    return Pem.certificates(issued.certificate()).getFirst().getNotAfter().toInstant();
  }

  private static void show(FederationSource federation, Pki.Issued issued) throws Exception {
    federation.credentials().requireClient(Pem.certificates(issued.certificate()));
  }

  private Federation federation(Pki.Issued own, RoutingCode... peers) throws Exception {
    Credentials credentials = Credentials.read(own.certificate(), own.key(), own.trust(), time);
    return new Federation(
        credentials,
        new Directory(NORWAY, Set.of(), List.of(), false),
        List.of(),
        Stream.of(peers)
            .map(peer ->
                new Federation.Peering(new Route(peer, List.of(), Optional.empty()), false, false))
            .toList());
  }
}
