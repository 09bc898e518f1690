package godwit.http.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.codec.batch.BlockBuilder;
import godwit.codec.batch.BlockHeader;
import godwit.codec.sealing.OpeningKey;
import godwit.codec.sealing.SealingKey;
import godwit.fixture.PhoneTest;
import godwit.fixture.RunningNode;
import godwit.fixture.SampleBatch;
import godwit.fixture.TestClient;
import godwit.store.TestDatabases;
import godwit.trust.keys.OwnKeys;
import godwit.trust.keys.OwnSealingKey;
import godwit.trust.keys.SigningKey;
import godwit.trust.keys.VerifyingKey;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Logs of contact events that phones seal for their authority.
class SealedContactsTest extends PhoneTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final OpeningKey KEY = OpeningKey.make(RANDOM);
  private static final String CASE =
      "{\"riskType\": \"confirmed-test\", \"testDate\": \"2026-11-20\", \"crossBorder\": true}";
  private static final long START = SampleBatch.TODAY * 86_400L + 3_600;

  @BeforeAll
  void holdAKey() {
    SigningKey signing = SigningKey.make(RANDOM, Instant.EPOCH, VerifyingKey.NO_END);
    OwnKeys keys = new OwnKeys(
        List.of(signing),
        List.of(new OwnSealingKey(KEY, VerifyingKey.NO_END)),
        Map.of(),
        () -> RunningNode.NOON);
    var federation = node.context().federation();
    TestDatabases.await(federation.replace(federation.current().with(keys)));
  }

  private static SampleBatch log(long start, int contacts) {
    BlockBuilder block = BlockBuilder.contacts();
    byte[] payload = new byte[21];
    payload[0] = 0x10;
    payload[1] = 2;
    payload[2] = 0x42;
    for (int contact = 0; contact < contacts; contact++) {
      payload[20] = (byte) contact;
      assertTrue(block.addContact(start, start + 900, payload, new byte[] {0x40, 1, -50}));
    }
    return SampleBatch.contacts().block(block.finish());
  }

  @Test
  void aPhoneSealsToTheKeyThatConfigurationLists() {
    JsonArray listed = phone.get("/config").json().getJsonArray("sealing");
    byte[] point = Base64.getUrlDecoder().decode(listed.getJsonObject(0).getString("publicKey"));
    SampleBatch batch = log(START, 20).sealedTo(SealingKey.of(point));
    Map<String, Long> before = portions();
    TestClient.Reply reply = upload(token(CASE), batch.bytes());
    assertEquals(201, reply.status(), reply.body().toString());
    assertEquals(20, reply.json().getInteger("accepted"));
    assertEquals(20, reply.json().getInteger("shared"));
    assertEquals(20, gained(before, portions(), RunningNode.NORWAY));
  }

  @Test
  void whatIsRejectedIsNamedInItsPlace() {
    SampleBatch batch = log(START, 2);
    batch.block(log(START - 40 * 86_400L, 3).blocks().getFirst()).sealedTo(KEY.shown());
    JsonObject receipt = upload(token(CASE), batch.bytes()).json();
    JsonObject expected = run(0, 0, 3, "date-out-of-window").put("inner", 1);
    assertEquals(expected, receipt.getJsonArray("rejected").getJsonObject(0));
    assertEquals(2, receipt.getInteger("accepted"));
  }

  @Test
  void whatDoesNotOpenIsRejectedAndAnUnknownKeyWaitedFor() {
    SampleBatch broken = log(START, 4).sealedTo(KEY.shown());
    byte[] block = broken.blocks().getFirst();
    block[block.length - 1] ^= 1;
    BlockHeader.read(block, 0).seal(block, 0);
    TestClient.Reply reply = upload(token(CASE), broken.bytes());
    assertEquals("422 nothing-accepted", reply.problem());
    assertEquals(
        "cannot-open", reply.json().getJsonArray("rejected").getJsonObject(0).getString("reason"));
    SampleBatch unknown = log(START, 4).sealedTo(OpeningKey.make(RANDOM).shown());
    assertEquals("503 overloaded", upload(token(CASE), unknown.bytes()).problem());
  }

  @Test
  void theWholeLogOfAWeekIsOpenedInPieces() {
    SampleBatch batch = log(START, 5_000).sealedTo(KEY.shown());
    assertTrue(batch.blocks().getFirst().length > 100_000);
    assertEquals(5_000, upload(token(CASE), batch.bytes()).json().getInteger("accepted"));
    node.until(() -> node.context().intake().memory().takenBytes() == 0);
  }
}
