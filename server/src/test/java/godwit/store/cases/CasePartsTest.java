package godwit.store.cases;

import static godwit.store.TestDatabases.await;
import static godwit.store.TestStore.TODAY;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import godwit.domain.Case;
import godwit.store.TestStore;
import godwit.store.TestUploads;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CasePartsTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  private TestStore store;
  private UUID caseId;
  private UUID permission;

  @BeforeEach
  void open() {
    store = TestStore.open();
    Permissions permissions = new Permissions(store.pool, InstantSource.fixed(NOW));
    caseId = UUID.randomUUID();
    byte[] code = TestUploads.digest("code");
    await(permissions.issue(
        caseId, code, NOW.plusSeconds(9), new Case(1, TODAY, Optional.empty(), true)));
    permission = await(permissions.redeem(
            code, TestUploads.digest("token"), NOW.plusSeconds(9), Optional.empty()))
        .orElseThrow();
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void whatIsStoredIsKnownToTheNext() {
    assertEquals(List.of(1), stored(part(0, 7, 5)));
    assertEquals(List.of(1), stored(part(1, 6)));
    EventIds known = await(EventIds.of(store.pool, caseId, 0));
    assertEquals(2, known.uploads());
    assertArrayEquals(new long[] {5, 6, 7}, known.ascending());
    assertArrayEquals(new long[] {6}, await(EventIds.of(store.pool, caseId, 1)).ascending());
    assertEquals(1, store.number("select count(*) from permission where used"));
    assertEquals(1, store.number("select count(*) from confirmed_case where last_day = $1", TODAY));
  }

  @Test
  void aBatchThatWasOvertakenIsNotStored() {
    assertEquals(List.of(1), stored(part(0, 1, 2)));
    assertEquals(List.of(), stored(part(0, 2, 3)));
    assertEquals(List.of(1), stored(part(0, 3)));
    assertEquals(List.of(1), stored(part(0)));
    assertEquals(3, store.number("select count(*) from case_upload"));
  }

  @Test
  void ofTwoInOneTransactionTheFirstIsStored() {
    assertEquals(List.of(1, 3), stored(part(0, 1, 2), part(0, 2, 3), part(0, 4)));
    assertArrayEquals(
        new long[] {1, 2, 4}, await(EventIds.of(store.pool, caseId, 0)).ascending());
  }

  @Test
  void nothingIsStoredOfACaseThatIsGone() {
    store.query("delete from confirmed_case");
    assertEquals(List.of(), stored(part(0, 1)));
  }

  private CasePart part(int uploads, long... events) {
    Arrays.sort(events);
    return new CasePart(caseId, permission, TODAY, new EventIds(uploads, events));
  }

  /* Which of them were, counted from 1. */
  private List<Integer> stored(CasePart... parts) {
    List<CasePart> all = List.of(parts);
    return await(store.pool.withTransaction(connection -> {
      CaseParts cases = new CaseParts(connection);
      return cases.lock(all).compose(admitted -> {
        List<CasePart> mine = all.stream().filter(admitted::contains).toList();
        return cases
            .insert(mine)
            .map(_ -> mine.stream().map(part -> 1 + all.indexOf(part)).toList());
      });
    }));
  }
}
