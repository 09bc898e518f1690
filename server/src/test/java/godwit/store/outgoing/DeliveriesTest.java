package godwit.store.outgoing;

import static godwit.store.TestDatabases.await;
import static godwit.store.TestStore.TODAY;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.codec.batch.Digest;
import godwit.codec.batch.EndBlock;
import godwit.codec.batch.Preamble;
import godwit.store.Invariants;
import godwit.store.TestDatabases;
import godwit.store.TestStore;
import godwit.store.TestUploads;
import godwit.store.commit.CommitResult;
import godwit.store.commit.Upload;
import godwit.store.segment.StoredSegment;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeliveriesTest {
  private static final Duration LEASE = Duration.ofMinutes(1);

  private TestStore store;
  private TestStore.Loop loop;
  private Deliveries here;
  private Deliveries there;
  private int norway;

  @BeforeEach
  void open() {
    store = TestStore.open();
    loop = store.loop();
    here = new Deliveries(store.pool, UUID.randomUUID());
    there = new Deliveries(store.pool, UUID.randomUUID());
    norway = store.destination(578);
  }

  @AfterEach
  void close() {
    Invariants.holdFromTheFirstPosition(store);
    store.close();
  }

  @Test
  void oneHasTheLease() {
    cut(1);
    Outgoing outgoing = lease(here).orElseThrow();
    assertEquals(Optional.empty(), lease(there));
    assertEquals(Optional.empty(), lease(here));
    assertTrue(await(here.renew(outgoing, LEASE)));
    assertFalse(await(there.renew(outgoing, LEASE)));
  }

  @Test
  void noBatchIsLeasedTwiceHoweverManyAsk() {
    cut(20);
    List<Future<Optional<Outgoing>>> asked = new ArrayList<>();
    for (int count = 0; count < 60; count++) {
      asked.add((count % 2 == 0 ? here : there).lease(List.of(norway), LEASE));
    }
    List<Long> leased = asked.stream()
        .map(TestDatabases::await)
        .flatMap(Optional::stream)
        .map(Outgoing::id)
        .toList();
    assertEquals(leased.size(), leased.stream().distinct().count());
    while (lease(here).isPresent()) assertTrue(leased.size() < 20);
    assertEquals(20, store.number("select count(*) from outgoing where lease_node is not null"));
  }

  @Test
  void aLeaseRunsOut() {
    cut(1);
    Outgoing outgoing = lease(here).orElseThrow();
    store.query("update outgoing set lease_until = now() - interval '1 s'");
    assertEquals(outgoing.id(), lease(there).orElseThrow().id());
    assertFalse(await(here.renew(outgoing, LEASE)));
    await(here.delivered(outgoing, "{}"));
    assertEquals("waiting", state());
    await(there.delivered(outgoing, "{\"state\":\"stored\"}"));
    assertEquals("delivered", state());
  }

  @Test
  void leasesForTheAskedDestinationsOnly() {
    cut(1);
    assertEquals(Optional.empty(), await(here.lease(List.of(store.destination(250)), LEASE)));
    assertEquals(Optional.empty(), await(here.lease(List.of(), LEASE)));
  }

  @Test
  void goesFromWaitingOverAHubToDelivered() {
    cut(1);
    await(here.retry(lease(here).orElseThrow(), "503 overloaded", Duration.ofHours(1)));
    assertEquals("waiting", state());
    assertEquals(Optional.empty(), lease(there));
    store.query("update outgoing set next_try = now()");
    Outgoing second = lease(there).orElseThrow();
    assertEquals(1, second.attempts());
    assertEquals(Optional.of("503 overloaded"), second.problem());
    await(there.relayed(second, Duration.ZERO));
    Outgoing third = lease(here).orElseThrow();
    assertEquals(Outgoing.State.RELAYED, third.state());
    await(here.retry(third, "still on its way", Duration.ZERO));
    Outgoing fourth = lease(here).orElseThrow();
    assertEquals(Outgoing.State.RELAYED, fourth.state());
    await(here.delivered(fourth, "{}"));
    assertEquals(Optional.empty(), lease(here));
    Outgoing done = await(here.find(fourth.preamble().batch(), TestUploads.OWN)).orElseThrow();
    assertEquals(Outgoing.State.DELIVERED, done.state());
    assertEquals(Optional.of("{}"), done.receipt());
    assertEquals(4, done.attempts());
    assertEquals(1, store.number("select count(*) from outgoing where settled_at is not null"));
  }

  @Test
  void whatIsRefusedIsKeptAside() {
    cut(1);
    Outgoing outgoing = lease(here).orElseThrow();
    await(here.refused(outgoing, "400 bad-digest"));
    assertEquals("refused", state());
    assertEquals(Optional.empty(), lease(here));
    assertEquals(
        Optional.of("400 bad-digest"),
        await(here.find(outgoing.preamble().batch(), TestUploads.OWN))
            .orElseThrow()
            .problem());
  }

  @Test
  void passesOnARelayedBatchAsItCame() {
    TestUploads upload = TestUploads.upload()
        .segment(norway, TestUploads.block(0x10, 5, 1), TestUploads.block(0x10, 5, 2))
        .segment(norway, TestUploads.block(0x30, 5, 3));
    CommitResult result = loop.commit(relayed(upload, 2));
    assertInstanceOf(CommitResult.Committed.class, result);
    assertInstanceOf(CommitResult.Held.class, loop.commit(relayed(upload, 2)));

    Outgoing outgoing = lease(here).orElseThrow();
    assertEquals(upload.preamble().withHops(1), outgoing.preamble());
    assertEquals("/exposure/578/0/12345", outgoing.path());
    CutBatch batch = CutBatch.of(here, outgoing);
    byte[] came = new byte[batch.bytes.length];
    System.arraycopy(batch.bytes, 0, came, 0, came.length);
    came[5]--;
    assertArrayEquals(bytes(upload), came);
    assertEquals(Optional.empty(), lease(here));
  }

  @Test
  void aRelayedBatchMayBeEmpty() {
    loop.commit(relayed(TestUploads.upload(), 0));
    CutBatch batch = CutBatch.of(here, lease(here).orElseThrow());
    assertEquals(List.of(), batch.payloadTypes);
  }

  @Test
  void doesNotServeHalfABatch() {
    cut(1);
    Outgoing outgoing = lease(here).orElseThrow();
    store.query("create table aside as select * from segment");
    store.query("delete from segment where ordinal = 1");
    assertThrows(IllegalStateException.class, () -> await(here.places(outgoing)));
    store.query("insert into segment select * from aside where ordinal = 1");
    assertEquals(2, await(here.places(outgoing)).size());
  }

  private void cut(int batches) {
    Cutter cutter = new Cutter(store.pool, InstantSource.system());
    for (int batch = 0; batch < batches; batch++) {
      loop.commit(TestUploads.upload()
          .segment(norway, TestUploads.block(0x10, 1, batch))
          .segment(norway, TestUploads.block(0x10, 2, batch))
          .done());
      assertTrue(await(cutter.cut(TestUploads.order(norway, 1 << 20))));
    }
  }

  private Optional<Outgoing> lease(Deliveries deliveries) {
    return await(deliveries.lease(List.of(norway), LEASE));
  }

  private String state() {
    return store.query("select state from outgoing").iterator().next().getString(0);
  }

  private Upload relayed(TestUploads upload, int ordinals) {
    assertEquals(ordinals, upload.segments().size());
    EndBlock end = end(upload);
    long records = TestUploads.records(upload.segments());
    long bytes = TestUploads.bytes(upload.segments());
    var relay = new Upload.Relay(norway, norway, "/exposure/578/0/12345", end, records, bytes);
    return upload.on(TODAY.minusDays(1)).relayed(relay, end.digest());
  }

  private static EndBlock end(TestUploads upload) {
    Preamble preamble = upload.preamble();
    Digest digest = new Digest(preamble);
    for (StoredSegment segment : upload.segments()) {
      digest.hashes(segment.hashes().getBytes(), 0, segment.hashes().length());
    }
    return new EndBlock(TestUploads.records(upload.segments()), digest.finish(), Optional.empty());
  }

  private static byte[] bytes(TestUploads upload) {
    Buffer bytes = Buffer.buffer(upload.preamble().bytes());
    upload.segments().forEach(segment -> bytes.appendBuffer(segment.bytes()));
    return bytes.appendBytes(end(upload).bytes()).getBytes();
  }
}
