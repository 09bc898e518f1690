package godwit.store.outgoing;

import static godwit.store.TestDatabases.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.codec.batch.Magic;
import godwit.store.TestStore;
import godwit.store.TestUploads;
import godwit.store.list.PartitionTable;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PagesTest {
  private TestStore store;
  private TestStore.Loop loop;
  private Pages pages;
  private int own;

  @BeforeEach
  void open() {
    store = TestStore.open();
    loop = store.loop();
    pages = new Pages(store.pool);
    own = store.destination(826);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void areReadInOrderToTheEnd() {
    close(3);
    for (long sequence = 0; sequence < 3; sequence++) {
      assertEquals(sequence + 1, await(pages.after(own, sequence)).orElseThrow().sequence());
    }
    assertEquals(Optional.empty(), await(pages.after(own, 3)));
    close(1);
    assertEquals(4, await(pages.after(own, 3)).orElseThrow().sequence());
    assertEquals(Optional.empty(), await(pages.after(store.destination(578), 0)));
  }

  @Test
  void aListStartsBeforeItsFirstPage() {
    Pages.Range range = await(new PartitionTable(store.pool).look(own)).whole();
    assertEquals(new Pages.Range(1, 0), range);
    assertTrue(range.continues(0));
    assertFalse(range.continues(1));
  }

  @Test
  void aPlaceThatWasForgottenIsNotContinued() {
    close(4);
    store.query("delete from outgoing where sequence < 3");
    Pages.Range range = await(new PartitionTable(store.pool).look(own)).whole();
    assertEquals(new Pages.Range(3, 4), range);
    assertFalse(range.continues(0));
    assertFalse(range.continues(1));
    assertTrue(range.continues(2));
    assertTrue(range.continues(4));
    assertFalse(range.continues(5));
    store.query("delete from outgoing");
    assertEquals(
        new Pages.Range(5, 4), await(new PartitionTable(store.pool).look(own)).whole());
  }

  @Test
  void whatIsPushedIsNoPage() {
    loop.commit(TestUploads.small(own));
    cut(Magic.EXPOSURES);
    assertEquals(Optional.empty(), await(pages.after(own, 0)));
  }

  @Test
  void anUnknownDestinationHasNoList() {
    assertThrows(
        IllegalStateException.class, () -> await(new PartitionTable(store.pool).look(999)));
  }

  private void close(int count) {
    for (int page = 0; page < count; page++) {
      loop.commit(TestUploads.small(own));
      cut(Magic.LIST);
    }
  }

  private void cut(Magic magic) {
    Cutter cutter = new Cutter(store.pool, InstantSource.system());
    assertTrue(await(cutter.cut(new Cutter.Order(
        own, own, magic, TestUploads.OWN, TestUploads.OWN, "", 1 << 20, magic == Magic.LIST))));
  }
}
