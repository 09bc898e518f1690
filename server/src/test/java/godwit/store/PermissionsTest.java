package godwit.store;

import static godwit.store.TestDatabases.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import godwit.domain.Case;
import godwit.store.Permissions.Issue;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PermissionsTest {
  private static final Instant START = Instant.parse("2026-11-21T12:00:00Z");
  private static final Instant CODE_ENDS = START.plus(Duration.ofDays(3));
  private static final Instant TOKEN_ENDS = START.plus(Duration.ofDays(1));
  private static final Case CASE =
      new Case(1, LocalDate.of(2026, 11, 20), Optional.of(LocalDate.of(2026, 11, 18)), true);
  private static final byte[] CODE = TestUploads.digest("code");
  private static final byte[] TOKEN = TestUploads.digest("token");

  private TestStore store;
  private Permissions permissions;
  private Instant now = START;

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
    assertEquals(Optional.of(new Permissions.Permission(id, CASE)), await(permissions.find(TOKEN)));
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
  void aCodeIsRedeemedOnce() {
    issue(CODE, CASE);
    List<Future<Optional<UUID>>> tries = new ArrayList<>();
    for (int count = 0; count < 8; count++) {
      tries.add(permissions.redeem(CODE, TestUploads.digest("token" + count), TOKEN_ENDS));
    }
    long redeemed =
        tries.stream().map(TestDatabases::await).filter(Optional::isPresent).count();
    assertEquals(1, redeemed);
    assertEquals(Optional.empty(), redeem(CODE, TOKEN));
    assertEquals(Optional.empty(), redeem(TestUploads.digest("unknown"), TOKEN));
  }

  @Test
  void aCodeIsIssuedOnce() {
    issue(CODE, CASE);
    assertEquals(Issue.HELD, issue(CODE, CASE));
    Case other = new Case(2, CASE.testDate(), CASE.onset(), true);
    assertEquals(Issue.CONFLICT, issue(CODE, other));
    assertEquals(Issue.CONFLICT, await(permissions.issue(CODE, CODE_ENDS.plusSeconds(1), CASE)));
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

  private Issue issue(byte[] code, Case ground) {
    return await(permissions.issue(code, CODE_ENDS, ground));
  }

  private Optional<UUID> redeem(byte[] code, byte[] token) {
    return await(permissions.redeem(code, token, TOKEN_ENDS));
  }
}
