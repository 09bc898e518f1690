package godwit.store;

import static godwit.store.TestDatabases.await;
import static godwit.store.TestStore.TODAY;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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
  void bringsTheFirstTablesWithTheirRowsUp() throws IOException {
    PgConnectOptions options = TestDatabases.fresh();
    try (TestStore store = TestStore.reopen(options);
        InputStream first = Schema.class.getResourceAsStream("schema-1.sql")) {
      String script = new String(Objects.requireNonNull(first).readAllBytes(), UTF_8);
      await(store
          .pool
          .query("create table schema_version (version integer primary key); "
              + script
              + "; insert into schema_version values (1); insert into epoch (epoch) values (77)")
          .execute());
      await(store.pool.query("""
              insert into destination (custom, code) values (false, 1);
              insert into outbox (destination_id) values (1);
              insert into portion (destination_id, position, attempt_id, day, segments, records,
                  bytes)
                values (1, 1, gen_random_uuid(), '2026-11-20', 1, 1, 1);
              insert into outgoing (destination_id, sequence, magic, batch_id, origin_custom,
                  origin_code, destination_custom, destination_code, created_millis, hops, path,
                  records, bytes, digest, end_block, state)
                values (1, 1, 'LIST', gen_random_uuid(), false, 1, false, 1, 1, 0, '', 1, 1, '', '',
                  'listed');
              insert into permission (id, code_hash, code_expires, token_hash, risk_type, test_date,
                  cross_border)
                values (gen_random_uuid(), '', now(), '', 1, '2026-11-20', true)""").execute());
      await(Schema.migrate(store.pool, TODAY, new Random(9)));
      assertEquals(Schema.VERSION, await(Schema.found(store.pool)));
      assertEquals(77, await(Schema.epoch(store.pool)));
      assertEquals(1, store.number("select stream_id from outgoing"));
      assertEquals(1, store.number("select count(*) from permission where agreed"));
    }
  }

  @Test
  void refusesADatabaseOfANewerBuild() {
    try (TestStore store = TestStore.open()) {
      store.query("insert into schema_version values ($1)", Schema.VERSION + 1);
      var refused = assertThrows(
          IllegalStateException.class,
          () -> await(Schema.migrate(store.pool, TODAY, new Random(8))));
      assertTrue(
          String.valueOf(refused.getMessage()).contains("version " + (Schema.VERSION + 1)),
          refused::getMessage);
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
