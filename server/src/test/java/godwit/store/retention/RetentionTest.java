package godwit.store.retention;

import static godwit.store.TestDatabases.await;
import static godwit.store.TestStore.TODAY;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.codec.batch.Digest;
import godwit.codec.batch.EndBlock;
import godwit.domain.Case;
import godwit.store.Invariants;
import godwit.store.Schema;
import godwit.store.TestStore;
import godwit.store.TestUploads;
import godwit.store.cases.Permissions;
import godwit.store.commit.Upload;
import godwit.store.outgoing.CutBatch;
import godwit.store.outgoing.Cutter;
import godwit.store.outgoing.Deliveries;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.pgclient.PgConnection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RetentionTest {
  private static final int LOOK_MILLIS = 10;
  private static final int KEPT_DAYS = 3;
  private static final int RECEIPT_DAYS = 5;

  private TestStore store;
  private TestStore.Loop loop;
  private Retention retention;
  private int norway;

  @BeforeEach
  void open() {
    store = TestStore.open();
    loop = store.loop();
    retention = new Retention(store.pool);
    norway = store.destination(578);
    for (int day = 0; day < 8; day++) {
      await(Schema.ensurePartitions(store.pool, TODAY.plusDays(day)));
    }
  }

  @AfterEach
  void close() {
    Invariants.hold(store);
    store.close();
  }

  @Test
  void forgetsOldDaysAndNoYoungerOnes() {
    for (int day = 0; day < 6; day++) commit(TODAY.plusDays(day));
    LocalDate today = TODAY.plusDays(6);
    Retention.Forgotten forgotten = forget(today);
    /* The day before the first and the first three. */
    assertEquals(4, forgotten.days());
    assertEquals(3, forgotten.portions());
    assertEquals(3, store.number("select count(*) from segment"));
    assertEquals(
        3, store.number("select count(*) from portion where day >= $1", TODAY.plusDays(3)));
    assertEquals(
        0,
        store.number(
            "select count(*) from pg_class where relname like $1"
                + " and relname < 'segment_2026_11_24' and relkind = 'r'",
            "segment\\_%"));
    assertEquals(new Retention.Forgotten(0, 0, 0, 0, 0), forget(today));
  }

  @Test
  void makesRoomForTheDaysToCome() {
    LocalDate today = TODAY.plusDays(30);
    forget(today);
    commit(today.plusDays(3));
    commit(today.minusDays(1));
    assertEquals(
        5,
        store.number(
            "select count(*) from pg_inherits i" + " where i.inhparent = 'segment'::regclass"));
  }

  @Test
  void forgetsBatchesWithABlockThatGoesAndNoOthers() {
    commit(TODAY);
    cut();
    commit(TODAY);
    commit(TODAY.plusDays(2));
    cut();
    commit(TODAY.plusDays(2));
    cut();
    loop.commit(relayed(TODAY));
    loop.commit(relayed(TODAY.plusDays(2)));
    Retention.Forgotten forgotten = forget(TODAY.plusDays(1 + KEPT_DAYS));
    assertEquals(3, forgotten.outgoing());
    assertEquals(2, forgotten.portions());
    assertEquals(List.of(3L, 5L), sequences());
    Deliveries deliveries = new Deliveries(store.pool, UUID.randomUUID());
    CutBatch.of(
        deliveries,
        await(deliveries.lease(List.of(norway), Duration.ofMinutes(1))).orElseThrow());
  }

  @Test
  void aSegmentedUploadCutInPartsGoesWhole() {
    TestUploads upload = TestUploads.upload().on(TODAY);
    for (int segment = 0; segment < 6; segment++) {
      upload.segment(norway, TestUploads.block(0x10, 50, segment));
    }
    loop.commit(upload.done());
    cut(2_100);
    assertEquals(3, store.number("select count(*) from outgoing"));
    commit(TODAY.plusDays(1));
    cut();
    forget(TODAY.plusDays(1 + KEPT_DAYS));
    assertEquals(1, store.number("select count(*) from outgoing"));
    assertEquals(1, store.number("select count(*) from portion"));
  }

  @Test
  void goesInSteps() {
    int many = Retention.STEP * 2 + 7;
    store.query("""
        insert into batch (scope, batch_id, origin_custom, origin_code, destination_custom,
          destination_code, deliverer, created_millis, received_at, digest, state, records,
          accepted, rejected, rejected_omitted)
        select '250/0', gen_random_uuid(), false, 1, false, 1, '250/0', 1,
          $2::date::timestamptz - (n % 2) * interval '20 days', '', 'stored', 0, 0, '[]', 0
        from generate_series(1, $1) n""", many * 2, TODAY);
    assertEquals(many, forget(TODAY).batches());
    assertEquals(many, store.number("select count(*) from batch"));
  }

  @Test
  void portionsOfSeveralDestinationsGoInSteps() {
    int many = Retention.STEP * 2 + 7;
    int denmark = store.destination(208);
    store.query("""
        insert into portion (destination_id, position, attempt_id, day, segments, records, bytes)
        select case n % 2 when 0 then $1 else $2 end, n / 2, gen_random_uuid(),
          $4::date + case when n < $3 then -9 else 9 end, 1, 1, 1
        from generate_series(0, $3 * 2 - 1) n""", norway, denmark, many, TODAY);
    store.query("""
        insert into outgoing (destination_id, stream_id, sequence, magic, batch_id, origin_custom,
          origin_code, destination_custom, destination_code, created_millis, hops, path,
          from_position, from_ordinal, to_position, to_ordinal, records, bytes, digest, end_block,
          state)
        select $1, $1, n, 'EXPOSURES', gen_random_uuid(), false, 1, false, 1, 1, 0, '',
          n * 10, 0, n * 10 + 9, 1, 1, 1, '', '', 'waiting'
        from generate_series(0, $2 / 10) n""", norway, many);
    Retention.Forgotten forgotten = forget(TODAY);
    assertEquals(many, forgotten.portions());
    /* The old ones of Norway end within a batch, which goes as well. */
    assertEquals(many / 2 / 10 + 1, forgotten.outgoing());
    assertEquals(many, store.number("select count(*) from portion"));
    assertEquals(0, store.number("select count(*) from portion where day < $1", TODAY));
    assertEquals(many / 10 - many / 2 / 10, store.number("select count(*) from outgoing"));
    store.query("delete from portion"); // they have no segments
    store.query("delete from outgoing");
  }

  @Test
  void forgetsCasesThatNothingMoreCanComeOf() {
    Instant midnight = TODAY.atStartOfDay().toInstant(ZoneOffset.UTC);
    Permissions permissions =
        new Permissions(store.pool, InstantSource.fixed(midnight.minusSeconds(9)));
    Case ground = new Case(1, TODAY, Optional.empty(), true);
    Instant old = midnight.minusSeconds(1);
    await(permissions.issue(UUID.randomUUID(), TestUploads.digest("old"), old, ground));
    await(permissions.issue(UUID.randomUUID(), TestUploads.digest("used"), old, ground));
    await(permissions.issue(UUID.randomUUID(), TestUploads.digest("used up"), old, ground));
    await(permissions.issue(UUID.randomUUID(), TestUploads.digest("young"), midnight, ground));
    redeem(permissions, "used", midnight);
    redeem(permissions, "used up", old);
    assertEquals(2, forget(TODAY).cases());
    assertEquals(2, store.number("select count(*) from confirmed_case"));
    assertEquals(2, store.number("select count(*) from permission"));
  }

  @Test
  void aCaseLivesAsLongAsItsExposures() {
    Instant midnight = TODAY.atStartOfDay().toInstant(ZoneOffset.UTC);
    Permissions permissions = new Permissions(store.pool, InstantSource.fixed(midnight));
    UUID caseId = UUID.randomUUID();
    Case ground = new Case(1, TODAY, Optional.empty(), true);
    await(permissions.issue(caseId, TestUploads.digest("code"), midnight.plusSeconds(9), ground));
    store.query("update confirmed_case set last_day = $1", TODAY.plusDays(1));
    store.query("insert into case_upload values ($1, 1, $2, '')", caseId, TODAY.plusDays(1));
    assertEquals(0, forget(TODAY.plusDays(1 + KEPT_DAYS)).cases());
    assertEquals(1, store.number("select count(*) from permission"));
    assertEquals(1, forget(TODAY.plusDays(2 + KEPT_DAYS)).cases());
    assertEquals(0, store.number("select count(*) from permission"));
    assertEquals(0, store.number("select count(*) from case_upload"));
  }

  @Test
  void keepsNobodyOutWhileItWaitsForAReader() {
    commit(TODAY);
    PgConnection reader = reader();
    Future<Retention.Forgotten> forgetting = start();
    awaitTrue("select exists(select from pg_inherits where inhdetachpending)");
    commit(TODAY.plusDays(2));
    assertFalse(forgetting.isComplete());
    await(reader.query("rollback").execute());
    assertEquals(2, await(forgetting).days());
    assertEquals(1, store.number("select count(*) from segment"));
  }

  @Test
  void carriesOnWhatWasCutShort() {
    commit(TODAY);
    PgConnection reader = reader();
    Future<Retention.Forgotten> forgetting = start();
    awaitTrue("select exists(select from pg_inherits where inhdetachpending)");
    store.query("select pg_terminate_backend(pid) from pg_stat_activity"
        + " where datname = current_database() and query like 'alter table%'");
    /* A killed connection fails in more than one way; what counts is that it did not end well. */
    boolean failed = await(forgetting.transform(end -> Future.succeededFuture(end.failed())));
    assertTrue(failed);
    await(reader.query("rollback").execute());
    assertEquals(2, await(start()).days());
    assertEquals(0, store.number("select count(*) from segment"));
  }

  private PgConnection reader() {
    PgConnection reader = await(PgConnection.connect(store.vertx, store.options));
    await(reader.query("begin; select count(*) from segment").execute());
    return reader;
  }

  private Future<Retention.Forgotten> start() {
    return retention.forget(TODAY.plusDays(1 + KEPT_DAYS), KEPT_DAYS, RECEIPT_DAYS);
  }

  private void awaitTrue(String query) {
    await(Future.<Boolean>future(seen -> look(query, seen)));
  }

  private void look(String query, Promise<Boolean> seen) {
    store.pool.query(query).execute().onFailure(seen::tryFail).onSuccess(rows -> {
      if (rows.iterator().next().getBoolean(0)) seen.tryComplete(true);
      else store.vertx.setTimer(LOOK_MILLIS, _ -> look(query, seen));
    });
  }

  private Retention.Forgotten forget(LocalDate today) {
    return await(retention.forget(today, KEPT_DAYS, RECEIPT_DAYS));
  }

  private void redeem(Permissions permissions, String code, Instant tokenExpires) {
    assertTrue(await(permissions.redeem(
            TestUploads.digest(code),
            TestUploads.digest(code + " token"),
            tokenExpires,
            Optional.empty()))
        .isPresent());
  }

  private void commit(LocalDate day) {
    loop.commit(TestUploads.upload()
        .on(day)
        .segment(norway, TestUploads.block(0x10, 2, day.toEpochDay()))
        .done());
  }

  private Upload relayed(LocalDate day) {
    TestUploads upload =
        TestUploads.upload().on(day).segment(norway, TestUploads.block(0x10, 1, 1));
    EndBlock end = new EndBlock(1, new byte[Digest.BYTES], Optional.empty());
    long bytes = TestUploads.bytes(upload.segments());
    return upload.relayed(
        new Upload.Relay(norway, norway, "/exposure/578/0", end, 1, bytes), end.digest());
  }

  private void cut() {
    cut(1 << 20);
  }

  private void cut(long maxBytes) {
    Cutter cutter = new Cutter(store.pool, InstantSource.system());
    assertTrue(await(cutter.cut(TestUploads.order(norway, maxBytes))));
  }

  private List<Long> sequences() {
    List<Long> sequences = new ArrayList<>();
    store
        .query("select sequence from outgoing order by 1")
        .forEach(row -> sequences.add(row.getLong(0)));
    return sequences;
  }
}
