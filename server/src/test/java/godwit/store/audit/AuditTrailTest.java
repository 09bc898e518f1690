package godwit.store.audit;

import static godwit.store.TestDatabases.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.store.PausedTraffic;
import godwit.store.TestStore;
import godwit.store.TestUploads;
import godwit.store.commit.CommitResult;
import godwit.store.outgoing.Cutter;
import godwit.store.outgoing.DeliveryRecords;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What happens is noted with it, and chained once, whichever node does it.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuditTrailTest {
  private static final int WRITERS = 8;

  private TestStore store;
  private AuditTrail trail;

  @BeforeAll
  void open() {
    store = TestStore.open();
    trail = new AuditTrail(store.pool);
  }

  @AfterAll
  void close() {
    store.close();
  }

  @Test
  void writersAndNodesAtOnceMakeOneChainWithEachBatchInIt() throws Exception {
    TestStore other = TestStore.reopen(store.options);
    try {
      AuditTrail theirs = new AuditTrail(other.pool);
      List<TestStore.Loop> loops = List.of(store.loop(), other.loop());
      int destination = store.destination(826);
      Set<String> sent = new HashSet<>();
      List<Future<?>> all = new ArrayList<>();
      for (int number = 0; number < 10 * WRITERS; number++) {
        var upload = TestUploads.small(destination);
        sent.add(upload.preamble().batch().toString());
        Future<CommitResult> committed = loops.get(number % 2).start(upload);
        all.add(committed.compose(_ -> Future.all(trail.seal(), theirs.seal())));
      }
      await(Future.all(all));
      await(trail.seal());
      assertEquals(0, store.number("select count(*) from audit_waiting"));
      List<String> chained = new ArrayList<>();
      for (JsonObject each : chain()) {
        if (sent.contains(each.getString("batch", ""))) chained.add(each.getString("batch"));
      }
      assertEquals(sent.size(), chained.size());
      assertEquals(sent, new HashSet<>(chained));
    } finally {
      other.close();
    }
  }

  @Test
  void aRetryAndAPhoneAddNothing() throws Exception {
    var upload = TestUploads.small(store.destination(826));
    store.commit(upload);
    store.commit(upload);
    store.query("insert into batch select 'device', gen_random_uuid(), origin_custom, origin_code,"
        + " destination_custom, destination_code, gen_random_uuid()::text, created_millis,"
        + " received_at, digest, state, records, accepted, rejected, rejected_omitted"
        + " from batch limit 1");
    await(trail.seal());
    List<JsonObject> entries = chain().stream()
        .filter(each -> upload.preamble().batch().toString().equals(each.getString("batch")))
        .toList();
    assertEquals(1, entries.size());
    assertEquals("250/0", entries.getFirst().getString("actor"));
    assertEquals("826/0", entries.getFirst().getString("destination"));
    assertEquals("stored, 1 accepted", entries.getFirst().getString("verdict"));
    assertTrue(chain().stream().noneMatch(each -> each.getString("actor").length() > 20));
  }

  @Test
  void whatFailsIsNotNoted() {
    long before = store.number("select count(*) from audit_waiting");
    Future<?> undone = store.pool.withTransaction(connection -> connection
        .query("insert into paused (kind, name, direction) values ('peer', '1/1', 'in')")
        .execute()
        .compose(_ -> Future.failedFuture("not after all")));
    assertThrows(Throwable.class, () -> await(undone));
    assertEquals(before, store.number("select count(*) from audit_waiting"));
  }

  @Test
  void whatOperatorsDoAndWhatBecomesOfABatchIsNoted() throws Exception {
    PausedTraffic paused = new PausedTraffic(store.pool);
    var row = new PausedTraffic.Row("peer", "578/0", "out");
    await(paused.add(row));
    await(paused.remove(row));
    int norway = store.destination(578);
    store.commit(TestUploads.small(norway));
    await(new Cutter(store.pool, InstantSource.system()).cut(TestUploads.order(norway, 1 << 20)));
    DeliveryRecords records = new DeliveryRecords(store.pool);
    var known = await(records.list(
            new DeliveryRecords.Filter(Optional.empty(), Optional.empty(), Long.MAX_VALUE)))
        .getFirst();
    await(records.apply(DeliveryRecords.Verb.DROP, known.batch()));
    store.query("update outgoing set attempts = attempts + 1"); // no change of state
    await(trail.seal());
    List<String> done = new ArrayList<>();
    for (JsonObject each : chain()) {
      if (each.getString("action").equals("received")) continue;
      done.add(each.getString("actor") + " " + each.getString("action") + " "
          + each.getString("verdict", each.getString("destination", "")));
    }
    assertTrue(done.contains("operator paused peer 578/0, out"), done.toString());
    assertTrue(done.contains("operator resumed peer 578/0, out"), done.toString());
    assertTrue(done.contains("operator dropped 578/0"), done.toString());
    assertTrue(done.contains("578/0 dropped dropped by an operator"), done.toString());
  }

  @Test
  void codesCertificationsRevocationsAndRestoresNameNobody() throws Exception {
    UUID own = UUID.randomUUID();
    UUID certified = UUID.randomUUID();
    store.query(
        "insert into confirmed_case (id, risk_type, test_date, cross_border,"
            + " requester_custom, requester_code) values ($1, 1, '2026-11-20', true, null, null),"
            + " ($2, 1, '2026-11-20', true, false, 250 << 16)",
        own,
        certified);
    for (UUID id : List.of(own, certified)) {
      store.query(
          "insert into permission (id, case_id, code_hash, code_expires, cross_border)"
              + " values ($1, $1, uuid_send($1), 'infinity', true)",
          id);
    }
    UUID revocation = UUID.randomUUID();
    store.query("insert into revocation (id, state) values ($1, 'planned')", revocation);
    store.query("insert into revocation_case values ($1, $2)", revocation, own);
    for (int twice = 0; twice < 2; twice++) {
      store.query("update revocation set state = 'ordered' where id = $1", revocation);
    }
    store.query("update epoch set epoch = epoch + 1");
    store.query("insert into fetch_refusal (peer, authority, behind_cursor, reason)"
        + " values ('208/0', '826/0', '', 'bad-digest')");
    await(trail.seal());
    List<String> done = new ArrayList<>();
    for (JsonObject each : chain()) {
      assertFalse(each.encode().contains(own.toString()), "whose it is, it does not say");
      done.add(each.getString("actor") + " " + each.getString("action"));
    }
    for (String expected : List.of(
        "operator code issued",
        "250/0 certified",
        "operator revoked",
        "operator restored from a backup",
        "208/0 refused what was fetched")) {
      assertEquals(1, Collections.frequency(done, expected), expected + " in " + done);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "update audit set hash = hash",
        "update audit set entry = '{}' where place = 1",
        "delete from audit where place = 1",
        "delete from audit",
        "truncate audit"
      })
  void nothingIsAlteredOrTakenAway(String sql) {
    store.commit(TestUploads.small(store.destination(826)));
    await(trail.seal());
    var refused = assertThrows(Throwable.class, () -> store.query(sql));
    assertTrue(refused.toString().contains("only ever added"), refused.toString());
  }

  /* Proved link by link. */
  private List<JsonObject> chain() throws Exception {
    byte[] hash = new byte[32];
    List<JsonObject> all = new ArrayList<>();
    List<AuditTrail.Entry> page = await(trail.after(0));
    while (!page.isEmpty()) {
      for (AuditTrail.Entry each : page) {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update(hash);
        hash = digest.digest(each.text().getBytes(StandardCharsets.UTF_8));
        assertEquals(HexFormat.of().formatHex(hash), each.hash());
        assertEquals(all.size() + 1, each.place());
        JsonObject entry = new JsonObject(each.text());
        assertEquals(each.place(), entry.getLong("place"));
        all.add(entry);
      }
      page = await(trail.after(all.size()));
    }
    return all;
  }
}
