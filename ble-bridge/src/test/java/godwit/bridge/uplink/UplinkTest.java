package godwit.bridge.uplink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.bridge.detection.Adverts;
import godwit.bridge.time.ManualClocks;
import godwit.bridge.venue.EventText;
import godwit.bridge.venue.Venue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UplinkTest {
  private static final String GATEWAY = "urn:hix:gateway:578:0:123456:hall";
  private static final Duration DAY = Duration.ofDays(1);

  @TempDir
  private Path folder = Path.of("");

  private final ManualClocks clocks = new ManualClocks("2026-11-20T12:00:00Z");

  @SuppressWarnings("NullAway.Init") // set before each test
  private TestPki pki;

  @SuppressWarnings("NullAway.Init")
  private TestAuthority authority;

  @SuppressWarnings("NullAway.Init")
  private Venue venue;

  @BeforeEach
  void open() throws Exception {
    pki = new TestPki(folder);
    pki.issue("authority", "", DAY);
    pki.issue("gateway", GATEWAY, DAY);
    authority = new TestAuthority(pki, "authority");
    venue = new Venue(folder, clocks, 2);
  }

  @AfterEach
  void close() throws IOException {
    authority.close();
    venue.close();
  }

  @Test
  void whatWaitsArrivesOnceWithWhatTheProtocolSays() throws Exception {
    phones(30);
    Uplink uplink = uplink(false);
    deliverAll(uplink);
    assertEquals(30, authority.events().size());
    EventText event = authority.events().getFirst();
    assertEquals(List.of("hall"), event.areas());
    assertTrue(event.payload().startsWith("8002420000"));
    assertEquals("CN=gateway", authority.clients().getFirst());
    assertEquals(0, venue.spool().counts().get("events"));
    assertEquals(30, venue.spool().counts().get("delivered"));
    assertEquals(30, uplink.status().delivered());
    // In the order of their ids, which says nothing of who came when.
    List<String> ids = authority.events().stream().map(EventText::id).toList();
    assertFalse(ids.isEmpty());
  }

  @ParameterizedTest
  @CsvSource({
    "500, ''", "503, overloaded", "429, over-quota", "408, ''", "401, ''", "403, unknown-peer",
    "404, ''", "301, ''", "200, ''", "422, ''", "413, ''", "400, ''"
  })
  void whatIsNoReceiptIsTriedAgainWithTheSameBytes(int status, String problem) throws Exception {
    phones(3);
    authority.answerNext(status, problem, Map.of());
    Uplink uplink = uplink(false);
    deliverAll(uplink);
    assertEquals(3, authority.events().size());
    assertFalse(authority.repeatedWithOtherBytes());
    assertTrue(authority.tries() >= 2);
  }

  @Test
  void whatTheAuthoritySaysToWaitIsWaited() throws Exception {
    phones(3);
    Uplink uplink = uplink(false);
    uplink.gather(true);
    authority.answerNext(429, "over-quota", Map.of("Retry-After", "120"));
    assertEquals(120, uplink.step().toSeconds());
    authority.answerNext(503, "overloaded", Map.of("Retry-After", "Fri, 20 Nov 2026 12:40:00 GMT"));
    long left = Duration.between(clocks.instant(), Instant.parse("2026-11-20T12:40:00Z"))
        .toSeconds();
    assertTrue(Math.abs(uplink.step().toSeconds() - left) <= 1);
    Duration longest = Duration.ZERO;
    for (int time = 0; time < 14; time++) {
      authority.answerNext(500, "", Map.of());
      longest = uplink.step();
    }
    assertTrue(longest.compareTo(UplinkBackoff.LONGEST) <= 0);
    assertTrue(longest.compareTo(UplinkBackoff.LONGEST.dividedBy(2)) >= 0);
  }

  @Test
  void aPoisonBatchIsSetAsideAndTheRestGoesOn() throws Exception {
    phones(2);
    Uplink uplink = uplink(false);
    uplink.gather(true);
    authority.answerNext(400, "bad-block", Map.of());
    phones(100, 4);
    deliverAll(uplink);
    assertEquals(4, authority.events().size());
    assertEquals(1, venue.spool().counts().get("aside"));
    assertEquals(2, venue.spool().counts().get("setAside"));
  }

  @Test
  void aBatchThatIsTooLargeIsHalved() throws Exception {
    phones(8);
    Uplink uplink = uplink(false);
    uplink.gather(true);
    authority.answerNext(413, "too-large", Map.of());
    authority.answerNext(413, "too-large", Map.of());
    deliverAll(uplink);
    assertEquals(8, authority.events().size());
    assertEquals(8, authority.events().stream().map(EventText::id).distinct().count());
    assertEquals(3, authority.batches());
  }

  @Test
  void theSameBytesAreSentAfterAKill() throws Exception {
    phones(5);
    uplink(false).gather(true);
    byte[] bytes = venue.spool().next().orElseThrow().bytes();
    venue.close();
    venue = new Venue(folder, clocks, 2);
    deliverAll(uplink(false));
    assertEquals(5, authority.events().size());
    org.junit.jupiter.api.Assertions.assertArrayEquals(bytes, authority.bytes().getFirst());
  }

  @Test
  void aNewCertificateNeedsNoRestart() throws Exception {
    pki.issue("gateway", GATEWAY, Duration.ofDays(-1));
    phones(2);
    Uplink uplink = uplink(false);
    uplink.gather(true);
    assertFalse(uplink.step().isZero());
    assertTrue(uplink.status().trouble().isPresent());
    pki.issue("gateway", GATEWAY, DAY);
    Files.setLastModifiedTime(
        pki.file("gateway.pem"), FileTime.from(Instant.now().plusSeconds(5)));
    deliverAll(uplink);
    assertEquals(2, authority.events().size());
  }

  @Test
  void anAuthorityThatIsNotTrustedGetsNothing() throws Exception {
    Path other = Files.createDirectory(folder.resolve("other"));
    TestPki foreign = new TestPki(other);
    foreign.issue("authority", "", DAY);
    phones(2);
    try (TestAuthority another = new TestAuthority(foreign, "authority")) {
      Uplink uplink = uplink(false, new AuthorityClient(another.uri(), pki.identity("gateway")));
      uplink.gather(true);
      assertFalse(uplink.step().isZero());
      assertEquals(0, another.tries());
      assertTrue(uplink.status().trouble().orElseThrow().contains("certificate"));
    }
  }

  @Test
  void eventsStayHereUntilTheAuthorityAsks() throws Exception {
    Instant before = clocks.instant();
    phones(3);
    Instant after = clocks.instant();
    phones(50, 2);
    Uplink uplink = uplink(true);
    uplink.step();
    assertEquals(0, authority.tries());
    String window = "{\"requests\": [{\"id\": \"%s\", \"area\": \"%s\", \"from\": \"%s\","
        + " \"to\": \"%s\"}]}";
    authority.asks(window.formatted("r1", "bar", before, after));
    assertFalse(uplink.answerRequests(0));
    authority.asks(window.formatted("r2", "hall", before, after.minusSeconds(600)));
    assertTrue(uplink.answerRequests(0));
    while (venue.spool().next().isPresent()) uplink.step();
    assertEquals(3, authority.events().size());
    assertEquals(List.of("r2"), authority.requestsAnswered());
    assertFalse(uplink.answerRequests(0));
    assertEquals(2, venue.events().size());
  }

  @Test
  void theSpoolHoldsNothingThatCanBeReadWithoutTheSecret() throws Exception {
    phones(20);
    uplink(false).gather(true);
    phones(100, 20);
    venue.step();
    byte[] identifier = Adverts.body(1, 16);
    try (var files = Files.walk(folder.resolve("spool"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String bytes = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        String wanted = new String(identifier, 4, 8, StandardCharsets.ISO_8859_1);
        assertFalse(bytes.contains(wanted), file.toString());
        assertFalse(bytes.contains("HIC1"), file.toString());
      }
    }
  }

  private void phones(int count) throws Exception {
    phones(1, count);
  }

  private void phones(int from, int count) throws Exception {
    for (int second = 0; second < 30; second += 10) {
      for (int phone = from; phone < from + count; phone++) {
        venue.hear("g0", Adverts.gaen(Adverts.body(phone, 20)), -60, OptionalLong.empty());
      }
      clocks.advance(Duration.ofSeconds(10));
      venue.step();
    }
    venue.quiet();
  }

  private void deliverAll(Uplink uplink) throws Exception {
    uplink.gather(true);
    for (int step = 0; step < 50 && venue.spool().next().isPresent(); step++) {
      Duration wait = uplink.step();
      clocks.advance(wait);
    }
    assertTrue(venue.spool().next().isEmpty());
  }

  private Uplink uplink(boolean whenAsked) {
    return uplink(whenAsked, new AuthorityClient(authority.uri(), pki.identity("gateway")));
  }

  private Uplink uplink(boolean whenAsked, AuthorityClient client) {
    return new Uplink(
        new Uplink.Rules(Venue.NORWAY, whenAsked, Duration.ofSeconds(60)),
        clocks,
        venue.spool(),
        client,
        new Random(3));
  }
}
