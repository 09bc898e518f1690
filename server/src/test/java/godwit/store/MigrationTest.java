package godwit.store;

import static godwit.store.TestDatabases.await;
import static godwit.store.TestStore.TODAY;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import godwit.store.outgoing.CutBatch;
import godwit.store.outgoing.Cutter;
import godwit.store.outgoing.Deliveries;
import godwit.store.outgoing.Outgoing;
import godwit.store.segment.Attempts;
import godwit.store.segment.StoredSegment;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A database of each earlier version, with exposures in it, is brought up and goes on.
class MigrationTest {
  private static final LocalDate YESTERDAY = TODAY.minusDays(1);
  private static final int HEADERS_SINCE = 7;
  private static final int INDEX_APART = 9;
  private static final List<byte[]> BLOCKS = List.of(
      TestUploads.block(0x10, 3, 1),
      TestUploads.block(0x90, 2, 2),
      TestUploads.block(0x10, 5_000, 3));

  private final UUID committed = UUID.randomUUID();
  private final UUID dead = UUID.randomUUID();

  static IntStream earlier() {
    return IntStream.range(1, INDEX_APART);
  }

  @ParameterizedTest
  @MethodSource("earlier")
  void bringsExposuresUpAndRewritesNone(int version) {
    try (TestStore store = at(version)) {
      fill(store, version);
      List<String> before = rows(store, "segment");
      await(Schema.migrate(store.pool, TODAY, new Random(1)));
      assertEquals(before, rows(store, "segment_bytes"));
      Invariants.holdFromTheFirstPosition(store);
      await(new Cutter(store.pool, InstantSource.system()).cut(TestUploads.order(1, 1 << 20)));
      Deliveries deliveries = new Deliveries(store.pool, UUID.randomUUID());
      Outgoing outgoing =
          await(deliveries.lease(List.of(1), Duration.ofMinutes(1))).orElseThrow();
      assertEquals(5_005, outgoing.records());
      assertEquals(List.of(0x10, 0x90, 0x10), CutBatch.of(deliveries, outgoing).payloadTypes);
      assertEquals(
          1,
          store.number("select count(*) from segment where length(headers) > 0")
              + (version < HEADERS_SINCE ? 1 : 0));
      await(new Attempts(UUID.randomUUID()).sweep(store.pool));
      assertEquals(
          0, store.number("select count(*) from segment_bytes where attempt_id = $1", dead));
      store.commit(TestUploads.small(1));
      Invariants.hold(store);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 10})
  void codesOfBeforeAreOfCases(int version) {
    try (TestStore store = at(version)) {
      UUID used = UUID.randomUUID();
      for (UUID id : List.of(used, UUID.randomUUID())) {
        store.query(
            "insert into permission (id, code_hash, code_expires, risk_type, test_date,"
                + " cross_border) values ($1, $2, 'infinity', 1, $3, true)",
            id,
            Buffer.buffer(TestUploads.digest(id.toString())),
            TODAY);
      }
      store.query(
          "update permission set token_hash = $1, token_expires = 'infinity' where id = $2",
          Buffer.buffer(TestUploads.digest("token")),
          used);
      store.query(
          "insert into batch (scope, batch_id, origin_custom, origin_code, destination_custom,"
              + " destination_code, deliverer, created_millis, digest, state, records, accepted,"
              + " rejected, rejected_omitted)"
              + " values ('permission/' || $1::text, $2, false, 1, false,"
              + " 1, 'permission/' || $1::text, 0, '', 'stored', 0, 0, '[]', 0)",
          used.toString(),
          committed);
      await(Schema.migrate(store.pool, TODAY, new Random(1)));
      assertEquals(
          1,
          store.number("select count(*) from batch where scope = 'case/' || $1", used.toString()));
      assertEquals(
          List.of(used.toString()),
          texts(store, "select case_id::text from permission where used"));
      assertEquals(
          List.of(used.toString()),
          texts(store, "select id::text from confirmed_case where last_day is not null"));
      assertEquals(2, store.number("select count(*) from confirmed_case"));
    }
  }

  private static List<String> texts(TestStore store, String query) {
    List<String> texts = new ArrayList<>();
    for (Row row : store.query(query)) texts.add(row.getString(0));
    return texts;
  }

  @ParameterizedTest
  @MethodSource("earlier")
  void aMigrationThatFailsAtItsEndChangesNothing(int version) {
    try (TestStore store = at(version)) {
      fill(store, version);
      /* The last thing that a migration does is to say so. */
      store.query("alter table schema_version add check (version <> " + Schema.VERSION + ")");
      assertThrows(Exception.class, () -> await(Schema.migrate(store.pool, TODAY, new Random(1))));
      assertEquals(version, await(Schema.found(store.pool)));
      assertEquals(4, rows(store, "segment").size());
    }
  }

  private static TestStore at(int version) {
    TestStore store = TestStore.reopen(TestDatabases.fresh());
    await(store
        .pool
        .query("create table schema_version (version integer primary key)")
        .execute());
    for (int step = 1; step <= version; step++) {
      await(store.pool.query(Schema.script(step)).execute());
      store.query("insert into schema_version values ($1)", step);
    }
    store.query("insert into epoch (epoch) values (77)");
    for (LocalDate day : List.of(YESTERDAY, TODAY)) {
      await(store.pool.withTransaction(
          connection -> new DayPartitions("segment").make(connection, day)));
    }
    return store;
  }

  /* A portion of yesterday and today's, and an attempt that died. */
  private void fill(TestStore store, int version) {
    store.query("insert into destination (custom, code) values (false, $1)", 578 << 16);
    store.query("insert into outbox (destination_id) values (1)");
    store.query("update destination set next_position = 2");
    long bytes = BLOCKS.stream().mapToLong(block -> block.length).sum();
    store.query(
        "insert into portion (destination_id, position, attempt_id, day, segments, records, bytes)"
            + " values (1, 1, $1, $2, 3, 5005, $3)",
        committed,
        YESTERDAY,
        bytes);
    for (int ordinal = 0; ordinal < BLOCKS.size(); ordinal++) {
      insert(
          store,
          version,
          committed,
          YESTERDAY,
          TestUploads.stored(1, ordinal, BLOCKS.get(ordinal)));
    }
    store.query(
        "insert into attempt (attempt_id, node_id, day, heartbeat) values ($1, $1, $2, 'epoch')",
        dead,
        TODAY);
    insert(store, version, dead, TODAY, TestUploads.stored(1, 0, BLOCKS.getFirst()));
  }

  private static void insert(
      TestStore store, int version, UUID attempt, LocalDate day, StoredSegment segment) {
    Object[] row = {
      day,
      attempt,
      segment.destination(),
      segment.ordinal(),
      segment.records(),
      segment.filtered(),
      segment.hashes(),
      segment.bytes()
    };
    store.query(version < HEADERS_SINCE ? """
                insert into segment (day, attempt_id, destination_id, ordinal, records, centralised,
                  hashes, bytes) values ($1, $2, $3, $4, $5, $6, $7, $8)""" : """
                insert into segment (day, attempt_id, destination_id, ordinal, records, centralised,
                  hashes, bytes, headers) values ($1, $2, $3, $4, $5, $6, $7, $8,
                  substr($8::bytea, 1, case when $6 then 24 else 0 end))""", row);
  }

  /* With the transaction that wrote each row, and where it lies. */
  private static List<String> rows(TestStore store, String table) {
    List<String> rows = new ArrayList<>();
    for (Row row : store.query("select xmin::text, ctid::text, bytes,"
        + " pg_relation_filenode(tableoid)::bigint from " + table
        + " order by day, attempt_id, ordinal")) {
      Buffer bytes = row.getBuffer(2);
      rows.add(row.getString(0) + row.getString(1) + bytes.hashCode() + "/" + row.getLong(3));
    }
    return rows;
  }
}
