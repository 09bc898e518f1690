package godwit.http.device;

import static godwit.store.TestDatabases.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import godwit.codec.batch.BlockBuilder;
import godwit.codec.payload.RoutingCode;
import godwit.fixture.PhoneTest;
import godwit.fixture.RunningNode;
import godwit.fixture.SampleBatch;
import godwit.fixture.TestClient;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What peers take back, as phones that read the list come to know it.
class RevokedListTest extends PhoneTest {
  private static final long NOON = RunningNode.NOON.toEpochMilli();
  private static final int TODAY = SampleBatch.TODAY;
  private static final int CONFIRMED = 1;
  private static final int REVOKED = 5;

  private TestClient denmark;
  private TestClient hub;
  private int next;

  @BeforeAll
  void clients() {
    denmark = TestClient.peer(node, RunningNode.DENMARK);
    hub = TestClient.peer(node, RunningNode.HUB);
  }

  @Test
  void whatIsTakenBackCountsNoMore() {
    int payload = ++next;
    int other = ++next;
    send(france, 1, block(CONFIRMED, 1500, payload, other));
    send(france, 2, block(REVOKED, 700, payload));
    assertEquals(List.of(), phone(payload));
    assertEquals(List.of(1500), phone(other));
  }

  @Test
  void whatOthersHaveSentStillCounts() {
    int payload = ++next;
    send(denmark, 1, block(CONFIRMED, 300, payload));
    send(france, 1, block(CONFIRMED, 1500, payload, payload));
    send(france, 2, block(REVOKED, 0, payload));
    assertEquals(List.of(300), phone(payload));
    send(denmark, 2, block(REVOKED, 0, payload));
    assertEquals(List.of(), phone(payload));
    send(france, 3, block(CONFIRMED, 200, payload));
    send(denmark, 3, block(CONFIRMED, 100, payload));
    send(france, 4, block(REVOKED, 0, payload));
    assertEquals(List.of(100), phone(payload));
  }

  @Test
  void whateverTheOrderOfArrival() {
    int payload = ++next;
    send(france, 10, block(CONFIRMED, 400, payload)); // made after what follows
    send(france, 5, block(REVOKED, 0, payload));
    assertEquals(List.of(400), phone(payload));
    int read = everything().read();
    send(france, 4, block(CONFIRMED, 1500, payload)); // taken back before it came
    assertEquals(List.of(400), phone(payload));
    assertEquals(read, everything().read(), "it is not listed");
    send(france, 4, block(CONFIRMED, 1, payload), block(CONFIRMED, 90, ++next));
    assertEquals(List.of(90), phone(next));
    assertEquals(List.of(400), phone(payload));
    send(france, 6, block(CONFIRMED, 30, payload));
    assertEquals(List.of(400, 30), phone(payload));
  }

  @Test
  void inOneBatchTheOrderOfRecordsCounts() {
    int payload = ++next;
    send(france, 1, block(CONFIRMED, 900, payload));
    send(
        france,
        2,
        block(CONFIRMED, 800, payload),
        block(REVOKED, 0, payload),
        block(CONFIRMED, 70, payload));
    assertEquals(List.of(70), phone(payload));
  }

  @Test
  void anotherDayIsAnotherRecord() {
    int payload = ++next;
    send(
        france,
        1,
        block(CONFIRMED, 900, payload),
        block(CONFIRMED, 800, TODAY - 1, RunningNode.NORWAY, payload),
        block(CONFIRMED, 60, TODAY, RoutingCode.nation(578, 9), payload));
    send(france, 2, block(REVOKED, 0, TODAY - 1, RunningNode.NORWAY, payload));
    until(payload, TODAY - 1, List.of());
    assertEquals(List.of(900, 60), phone(payload));
  }

  @Test
  void whoIsNotTheOriginItselfTakesNothingBack() {
    int payload = ++next;
    int other = ++next;
    SampleBatch first = batch(1, block(CONFIRMED, 1500, payload));
    assertEquals(201, hub.post(NORWAY, relayed(first)).status());
    SampleBatch second = batch(2, block(REVOKED, 0, payload), block(CONFIRMED, 50, other));
    assertEquals(201, hub.post(NORWAY, relayed(second)).status());
    assertEquals(List.of(50), phone(other));
    assertEquals(List.of(1500), phone(payload));
    assertEquals(2, records("select records from withheld where state = 'kept' and not applies"));
    SampleBatch late = batch(1, block(CONFIRMED, 7, payload));
    assertEquals(201, hub.post(NORWAY, relayed(late)).status());
    assertEquals(List.of(1500, 7), phone(payload));
  }

  private static byte[] relayed(SampleBatch batch) {
    return batch.origin(RunningNode.SWEDEN).hops(1).bytes();
  }

  @Test
  void aPageThatIsClosedNeverChanges() {
    int payload = ++next;
    send(france, 1, block(CONFIRMED, 1500, payload));
    assertEquals(List.of(1500), phone(payload));
    byte[] first = phone.get("/exposure-list").body().getBytes();
    send(france, 2, block(REVOKED, 0, payload));
    assertEquals(List.of(), phone(payload));
    assertArrayEquals(first, phone.get("/exposure-list").body().getBytes());
  }

  private void send(TestClient peer, long created, byte[]... blocks) {
    SampleBatch batch = batch(created, blocks);
    if (peer == denmark) batch.origin(RunningNode.DENMARK);
    var reply = peer.post(NORWAY, batch.bytes());
    assertEquals(201, reply.status(), reply.problemAt());
  }

  private static SampleBatch batch(long created, byte[]... blocks) {
    SampleBatch batch = new SampleBatch().created(NOON + created);
    for (byte[] block : blocks) batch.block(block);
    return batch;
  }

  private static byte[] block(int riskType, int score, int... payloads) {
    return block(riskType, score, TODAY, RunningNode.NORWAY, payloads);
  }

  private static byte[] block(
      int riskType, int score, int date, RoutingCode code, int... payloads) {
    BlockBuilder block = BlockBuilder.exposures(0x10, code.code(), date, riskType, 2, 16);
    for (int payload : payloads) {
      byte[] data = new byte[16];
      data[0] = (byte) payload;
      block.addExposure(score, data, 0, data.length);
    }
    return block.finish();
  }

  /* What counts, once nothing waits for its place. */
  private List<Integer> phone(int payload) {
    return everything().scores(payload, TODAY);
  }

  private void until(int payload, int date, List<Integer> scores) {
    assertEquals(scores, everything().scores(payload, date));
  }

  private ListPhone everything() {
    node.until(() -> records("select count(*) from withheld where state = 'waiting'") == 0);
    node.until(
        () -> records("select count(*) from destination d join outbox o on o.destination_id = d.id"
                + " where d.code = 578 << 16 and o.cut_position < d.next_position - 1")
            == 0);
    node.until(() -> new ListPhone(phone).catchUp().read() == listed());
    return new ListPhone(phone).catchUp();
  }

  private long listed() {
    return records("select coalesce(sum(records), 0)::bigint from outgoing where state = 'listed'");
  }

  private long records(String query) {
    return await(node.pool().query(query).execute()).iterator().next().getLong(0);
  }
}
