package godwit.http.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.codec.batch.BlockBuilder;
import godwit.codec.batch.BlockHeader;
import godwit.codec.payload.RoutingCode;
import godwit.codec.payload.SenderOrder;
import godwit.config.ServerConfig;
import godwit.fixture.PhoneTest;
import godwit.fixture.RunningNode;
import godwit.fixture.SampleBatch;
import godwit.fixture.Stored;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Payloads of phones that write integers the other way round: Norway's app is said to write them
/// as
/// specified, the operator's to meet both kinds.
class ByteOrderTest extends PhoneTest {
  private static final long NOON = RunningNode.NOON.getEpochSecond();
  private static final String ID = "000102030405060708090a0b0c0d0e0f";
  private static final String LITTLE_NORWAY = "10" + "42020000" + ID;
  private static final String BIG_NORWAY = "10" + "02420000" + ID;
  private static final String LITTLE_FRANCE_4 = "10" + "fa000400" + ID;
  private static final String NOBODYS = "10" + "ffff0000" + ID;

  @Override
  public ServerConfig configured(ServerConfig usual) {
    return RunningNode.with(
        usual, Optional.empty(), Map.of(RunningNode.OPERATOR, SenderOrder.AUTO));
  }

  @Test
  void aReceiptNamesThem() {
    byte[] batch = batch(
        RunningNode.NORWAY, BIG_NORWAY, LITTLE_NORWAY, LITTLE_NORWAY, LITTLE_FRANCE_4, NOBODYS);
    String token = token(CASE);
    JsonArray expected = new JsonArray()
        .add(suspect(1, 2, "578/0"))
        .add(suspect(3, 1, "250/4"))
        .add(run(0, 4, 1, "not-routable"));
    for (int status : new int[] {201, 200}) {
      var reply = upload(token, batch);
      assertEquals(status, reply.status(), reply.problemAt());
      assertEquals(expected, reply.json().getJsonArray("rejected"));
    }
  }

  @Test
  void aProblemNamesThem() {
    var reply = upload(token(CASE), batch(RunningNode.NORWAY, LITTLE_NORWAY));
    assertEquals("422 nothing-accepted", reply.problem());
    assertTrue(reply.json().getString("detail").contains("little-endian"));
    assertEquals(
        new JsonArray().add(suspect(0, 1, "578/0")), reply.json().getJsonArray("rejected"));
    var other = upload(token(CASE), batch(RunningNode.NORWAY, NOBODYS));
    assertFalse(other.json().getString("detail").contains("little-endian"));
  }

  @Test
  void peersAreToldToo() {
    byte[] block =
        SampleBatch.exposures(2, 0x10, RoutingCode.nation(0x4202, 0), SampleBatch.TODAY, 16);
    var reply = france.post(NORWAY, new SampleBatch().block(block).bytes());
    assertEquals("422 nothing-accepted", reply.problem());
    JsonObject entry = reply.json().getJsonArray("rejected").getJsonObject(0);
    assertEquals("little-endian 578/0", entry.getJsonObject("diagnostic").getString("detail"));
  }

  /* Both kinds of phones. Sections of a payload are turned round with it: 0x41 of two bytes. */
  @Test
  void anAppThatIsSetSoIsUnderstood() {
    Map<String, Long> before = portions();
    String power = "410208004001" + "b5"; // 8 dBm, -75 dBm
    var reply = upload(
        token(CASE),
        batch(RunningNode.OPERATOR, BIG_NORWAY, LITTLE_NORWAY + power, LITTLE_FRANCE_4, NOBODYS));
    assertEquals(201, reply.status(), reply.problemAt());
    assertEquals(3, reply.json().getInteger("shared"));
    assertEquals(
        new JsonArray().add(run(0, 3, 1, "not-routable")), reply.json().getJsonArray("rejected"));
    Map<String, Long> after = portions();
    assertEquals(2, gained(before, after, RunningNode.NORWAY));
    assertEquals(1, gained(before, after, RunningNode.FRANCE));
  }

  @Test
  void whatGoesOnIsBigEndian() {
    String token = token(CASE);
    assertEquals(
        201, upload(token, batch(RunningNode.OPERATOR, LITTLE_FRANCE_4)).status());
    byte[] stored = Stored.latest(node);
    assertEquals(RoutingCode.nation(250, 4), BlockHeader.read(stored, 0).routing());
    assertTrue(HexFormat.of().formatHex(stored).contains(ID));
  }

  private static byte[] batch(RoutingCode app, String... payloads) {
    BlockBuilder block = BlockBuilder.contacts();
    for (String payload : payloads) {
      byte[] bytes = HexFormat.of().parseHex(payload);
      assertTrue(block.addContact(NOON - 3_600, NOON - 2_700, bytes, new byte[0]));
    }
    return SampleBatch.contacts()
        .origin(app)
        .destination(app)
        .block(block.finish())
        .bytes();
  }

  private static JsonObject suspect(int record, int records, String code) {
    return run(0, record, records, "not-routable")
        .put(
            "diagnostic",
            new JsonObject()
                .put("code", "BYTE_ORDER_SUSPECT")
                .put("detail", "little-endian " + code));
  }
}
