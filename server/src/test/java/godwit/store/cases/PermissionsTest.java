package godwit.store.cases;

import static godwit.store.TestDatabases.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.codec.payload.RoutingCode;
import godwit.domain.Case;
import godwit.store.TestDatabases;
import godwit.store.TestStore;
import godwit.store.TestUploads;
import godwit.store.cases.Permissions.Issue;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PermissionsTest {
  private static final Instant START = Instant.parse("2026-11-21T12:00:00Z");
  private static final Instant CODE_ENDS = START.plus(Duration.ofDays(3));
  private static final Instant TOKEN_ENDS = START.plus(Duration.ofDays(1));
  private static final Case CASE =
      new Case(1, LocalDate.of(2026, 11, 20), Optional.of(LocalDate.of(2026, 11, 18)), true);
  private static final RoutingCode FRANCE = RoutingCode.nation(250, 0);
  private static final byte[] CODE = TestUploads.digest("code");
  private static final byte[] TOKEN = TestUploads.digest("token");

  private TestStore store;
  private Permissions permissions;
  private Instant now = START;
  private UUID caseId = UUID.randomUUID();

  @BeforeEach
  void open() {
    store = TestStore.open();
    permissions = new Permissions(store.pool, () -> now);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void aCodeBecomesATokenThatNamesItsCase() {
    assertEquals(Issue.ISSUED, issue(CODE, CASE));
    UUID id = redeem(CODE, TOKEN).orElseThrow();
    assertEquals(
        Optional.of(new Permissions.Permission(id, caseId, CASE, 0)),
        await(permissions.find(TOKEN)));
    assertEquals(Optional.empty(), await(permissions.find(CODE)));
  }

  @Test
  void aCaseNeedsNoOnset() {
    Case plain = new Case(3, LocalDate.of(2026, 11, 20), Optional.empty(), false);
    issue(CODE, plain);
    redeem(CODE, TOKEN);
    assertEquals(plain, await(permissions.find(TOKEN)).orElseThrow().ground());
    assertEquals(Issue.HELD, issue(CODE, plain));
  }

  @Test
  void ofManyTokensOfOneCodeTheLastCounts() {
    issue(CODE, CASE);
    Optional<Boolean> none = Optional.empty();
    List<Future<Optional<UUID>>> tries = new ArrayList<>();
    for (int count = 0; count < 8; count++) {
      tries.add(permissions.redeem(CODE, TestUploads.digest("t" + count), TOKEN_ENDS, none));
    }
    assertEquals(1, tries.stream().map(TestDatabases::await).distinct().count());
    long good = IntStream.range(0, 8)
        .filter(
            count -> await(permissions.find(TestUploads.digest("t" + count))).isPresent())
        .count();
    assertEquals(1, good);
    assertEquals(Optional.empty(), redeem(TestUploads.digest("unknown"), TOKEN));
  }

  @Test
  void aCodeThatWasUsedIsNoCodeAnyMore() {
    issue(CODE, CASE);
    UUID id = redeem(CODE, TOKEN).orElseThrow();
    assertEquals(Optional.of(id), redeem(CODE, TestUploads.digest("anew")));
    assertEquals(Optional.empty(), await(permissions.find(TOKEN)));
    store.query("update permission set used = true");
    assertEquals(Optional.empty(), redeem(CODE, TOKEN));
    assertTrue(await(permissions.find(TestUploads.digest("anew"))).isPresent());
  }

  @ParameterizedTest
  @CsvSource({
    "own, true, true, false, false", "own, true, false, true, true", "own, true, false, , false",
    "own, true, , false, false", "own, false, false, true, false", "own, false, true, , false",
    "abroad, true, true, , true", "abroad, true, , true, true", "abroad, true, true, false, false"
  })
  void theLastWordAboutSharingCounts(
      String issuer,
      boolean issued,
      @Nullable Boolean first,
      @Nullable Boolean last,
      boolean counts) {
    Case ground = new Case(1, CASE.testDate(), CASE.onset(), issued);
    if (issuer.equals("own")) issue(CODE, ground);
    else await(permissions.certify(CODE, CODE_ENDS, ground, FRANCE));
    redeem(CODE, TestUploads.digest("lost"), Optional.ofNullable(first));
    redeem(CODE, TOKEN, Optional.ofNullable(last));
    assertEquals(
        counts, await(permissions.find(TOKEN)).orElseThrow().ground().crossBorderConsent());
  }

  @ParameterizedTest
  @CsvSource({"true, , true", "true, false, false", "false, , false", "false, true, true"})
  void aCaseHasMoreCodesThanOne(boolean first, @Nullable Boolean asked, boolean counts) {
    Case ground = new Case(1, CASE.testDate(), CASE.onset(), first);
    issue(CODE, ground);
    UUID id = redeem(CODE, TestUploads.digest("first")).orElseThrow();
    byte[] other = TestUploads.digest("other");
    assertTrue(
        await(permissions.issueAnother(caseId, other, CODE_ENDS, Optional.ofNullable(asked))));
    assertNotEquals(id, redeem(other, TOKEN).orElseThrow());
    Permissions.Permission found = await(permissions.find(TOKEN)).orElseThrow();
    assertEquals(caseId, found.caseId());
    assertEquals(counts, found.ground().crossBorderConsent());
    assertEquals(CASE.onset(), found.ground().onset());
    assertFalse(
        await(permissions.issueAnother(UUID.randomUUID(), TOKEN, CODE_ENDS, Optional.empty())));
  }

  @Test
  void aCodeIsIssuedOnce() {
    issue(CODE, CASE);
    assertEquals(Issue.HELD, issue(CODE, CASE));
    Case other = new Case(2, CASE.testDate(), CASE.onset(), true);
    assertEquals(Issue.CONFLICT, issue(CODE, other));
    assertEquals(
        Issue.CONFLICT, await(permissions.issue(caseId, CODE, CODE_ENDS.plusSeconds(1), CASE)));
    Case withoutOnset = new Case(1, CASE.testDate(), Optional.empty(), true);
    assertEquals(Issue.CONFLICT, issue(CODE, withoutOnset));
  }

  @Test
  void codesAndTokensRunOut() {
    issue(CODE, CASE);
    issue(TestUploads.digest("later"), CASE);
    assertNotEquals(Optional.empty(), redeem(CODE, TOKEN));
    now = TOKEN_ENDS.minusMillis(1);
    assertNotEquals(Optional.empty(), await(permissions.find(TOKEN)));
    now = TOKEN_ENDS;
    assertEquals(Optional.empty(), await(permissions.find(TOKEN)));
    now = CODE_ENDS;
    assertEquals(Optional.empty(), redeem(TestUploads.digest("later"), TestUploads.digest("t")));
  }

  @Test
  void whatAnotherAuthorityCertifiesIsHeldOnce() {
    assertEquals(Issue.ISSUED, certify(FRANCE, CODE_ENDS));
    assertEquals(Issue.HELD, certify(FRANCE, CODE_ENDS));
    redeem(CODE, TOKEN);
    assertEquals(Issue.HELD, certify(FRANCE, CODE_ENDS));
    assertEquals(Issue.CONFLICT, certify(RoutingCode.nation(208, 0), CODE_ENDS));
    assertEquals(Issue.CONFLICT, certify(RoutingCode.custom(FRANCE.code()), CODE_ENDS));
    assertEquals(Issue.CONFLICT, certify(FRANCE, CODE_ENDS.minusSeconds(1)));
    assertEquals(Issue.CONFLICT, issue(CODE, CASE));
  }

  @ParameterizedTest
  @CsvSource({
    "own, true, , true", "own, true, true, true", "own, true, false, false",
    "own, false, , false", "own, false, true, false", "own, false, false, false",
    "abroad, true, , false", "abroad, true, true, true", "abroad, true, false, false",
    "abroad, false, true, true"
  })
  void theUserDecidesAboutSharing(
      String issuer, boolean issued, @Nullable Boolean said, boolean counts) {
    Case ground = new Case(1, CASE.testDate(), CASE.onset(), issued);
    if (issuer.equals("own")) issue(CODE, ground);
    else await(permissions.certify(CODE, CODE_ENDS, ground, FRANCE));
    redeem(CODE, TOKEN, Optional.ofNullable(said));
    assertEquals(
        counts, await(permissions.find(TOKEN)).orElseThrow().ground().crossBorderConsent());
  }

  private Issue certify(RoutingCode requester, Instant expires) {
    return await(permissions.certify(CODE, expires, CASE, requester));
  }

  private Issue issue(byte[] code, Case ground) {
    caseId = UUID.randomUUID();
    return await(permissions.issue(caseId, code, CODE_ENDS, ground));
  }

  private Optional<UUID> redeem(byte[] code, byte[] token) {
    return redeem(code, token, Optional.empty());
  }

  private Optional<UUID> redeem(byte[] code, byte[] token, Optional<Boolean> agreed) {
    return await(permissions.redeem(code, token, TOKEN_ENDS, agreed));
  }
}
