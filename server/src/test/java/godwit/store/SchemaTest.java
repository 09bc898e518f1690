package godwit.store;

import static godwit.store.TestDatabases.await;
import static godwit.store.TestStore.TODAY;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SchemaTest {
  private static final String PARTITIONS = """
      select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
      where i.inhparent = 'segment'::regclass order by 1""";

  @Test
  void migratesOnceHoweverOftenItIsAsked() {
    try (TestStore store = TestStore.open()) {
      int norway = store.destination(578);
      long epoch = await(Schema.epoch(store.pool));
      await(Schema.migrate(store.pool, TODAY, new Random(8)));
      assertEquals(epoch, await(Schema.epoch(store.pool)));
      assertEquals(norway, store.number("select id from destination"));
    }
  }

  @Test
  void severalNodesMayStartAtOnce() {
    Vertx vertx = Vertx.vertx();
    Pool pool = Connections.pool(vertx, TestDatabases.fresh(), 4);
    List<Future<Void>> starts = new ArrayList<>();
    for (int node = 0; node < 4; node++) {
      starts.add(Schema.migrate(pool, TODAY, new Random(node)));
    }
    await(Future.all(starts));
    assertTrue(await(Schema.epoch(pool)) > 0);
    await(vertx.close());
  }

  @Test
  void refusesADatabaseOfANewerBuild() {
    try (TestStore store = TestStore.open()) {
      store.query("insert into schema_version values (99)");
      var refused = assertThrows(
          IllegalStateException.class,
          () -> await(Schema.migrate(store.pool, TODAY, new Random(8))));
      assertTrue(String.valueOf(refused.getMessage()).contains("version 99"), refused::getMessage);
    }
  }

  @Test
  void hasPartitionsFromYesterdayToThreeDaysAhead() {
    try (TestStore store = TestStore.open()) {
      assertEquals(
          List.of(
              "segment_2026_11_20",
              "segment_2026_11_21",
              "segment_2026_11_22",
              "segment_2026_11_23",
              "segment_2026_11_24"),
          partitions(store));
      await(Schema.ensurePartitions(store.pool, TODAY.plusDays(1)));
      assertEquals(6, partitions(store).size());
    }
  }

  @Test
  void storesBytesUncompressedInEveryPartition() {
    try (TestStore store = TestStore.open()) {
      assertEquals(0, store.number("""
          select count(*) from pg_attribute a join pg_class c on c.oid = a.attrelid
          where c.relname like 'segment%' and a.attname in ('bytes', 'hashes')
            and a.attstorage <> 'e'"""));
    }
  }

  private static List<String> partitions(TestStore store) {
    List<String> names = new ArrayList<>();
    for (Row row : store.query(PARTITIONS)) names.add(row.getString(0));
    return names;
  }
}
