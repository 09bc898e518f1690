package godwit.http.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.domain.Operation;
import godwit.fixture.PeerTest;
import godwit.fixture.RunningNode;
import godwit.fixture.SampleBatch;
import godwit.fixture.TestClient;
import godwit.http.contract.ContractStage;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A client that knows `/resolver` and the names of relations, and no other path.
class WalkTest extends PeerTest {
  private static final String START = "/resolver";

  private JsonObject system;

  @BeforeEach
  void ask() {
    system = document(START);
  }

  @Test
  void everyAuthorityIsReachedAndEveryDocumentReadAgainWhereItSays() {
    for (Object each : system.getJsonArray("authorities")) {
      JsonObject entry = (JsonObject) each;
      JsonObject authority = document(href(entry, "authority"));
      assertEquals(authority, document(href(authority, "self")));
      String expanded = entry.containsKey("custom")
          ? expand(system, "custom-authority", Map.of("hex", entry.getString("custom")))
          : expand(system, "authority", codes(entry));
      assertEquals(authority, document(expanded));
    }
    assertEquals(system, document(href(system, "self")));
  }

  @Test
  void aBatchIsPostedAndItsReceiptReadByItsLink() {
    JsonObject own =
        document(expand(system, "authority", codes(system.getJsonObject("authority"))));
    SampleBatch batch = SampleBatch.simple(2);
    var posted = france.post(href(own, "exposure"), batch.bytes());
    assertEquals(201, posted.status());
    JsonObject receipt = posted.json();
    assertEquals(receipt, document(href(receipt, "self")));
    assertEquals(receipt, document(posted.header("location")));
    Map<String, String> id = Map.of("id", receipt.getString("batch"));
    assertEquals(receipt, document(expand(system, "batch", id)));
    assertEquals(receipt, document(expand(own, "batch", id)));
    var again = france.post(
        expand(system, "exposure", codes(system.getJsonObject("authority"))), batch.bytes());
    assertEquals(200, again.status());
  }

  @Test
  void aRejectedBatchLeadsToItsReceiptToo() {
    JsonObject own =
        document(expand(system, "authority", codes(system.getJsonObject("authority"))));
    byte[] old = new SampleBatch()
        .block(SampleBatch.exposures(
            1, SampleBatch.SIMPLE, RunningNode.NORWAY, SampleBatch.TODAY - 60, 16))
        .bytes();
    var refused = france.post(href(own, "exposure"), old);
    assertEquals("422 nothing-accepted", refused.problem());
    JsonObject receipt = document(href(refused.json(), "self"));
    assertEquals(refused.json().getString("digest"), receipt.getString("digest"));
    assertEquals(0, receipt.getInteger("accepted"));
  }

  @Test
  void aVenueAndACustomAuthorityHaveTheirOwnTemplates() {
    long start = SampleBatch.TODAY * 86_400L;
    byte[] visits =
        new SampleBatch().block(SampleBatch.venue(4_711, start, start + 900)).bytes();
    Map<String, String> codes = Map.of("country", "578", "state", "0", "venue", "4711");
    assertEquals(
        201, france.post(expand(system, "exposure-venue", codes), visits).status());
    byte[] custom = new SampleBatch()
        .destination(RunningNode.OPERATOR)
        .block(SampleBatch.exposures(1, 1, RunningNode.OPERATOR, SampleBatch.TODAY, 16))
        .bytes();
    Map<String, String> hex = Map.of("hex", RunningNode.OPERATOR.hex());
    assertEquals(
        201, france.post(expand(system, "custom-exposure", hex), custom).status());
  }

  /* Whatever is offered can be found: a relation for each operation but relay, which is push. */
  @Test
  void everyOperationThatIsOfferedHasItsRelation() {
    Map<Operation, String> relations = Map.of(
        Operation.PUSH, "exposure",
        Operation.RELAY, "exposure",
        Operation.VENUE, "exposure-venue",
        Operation.PULL, "pull",
        Operation.CERTIFICATION, "certification");
    for (Operation operation : Operation.values()) {
      boolean offered = system.getJsonArray("operations").contains(operation.word());
      boolean found = system.getJsonObject("_links").containsKey(relations.get(operation));
      assertEquals(offered, found, operation.word());
    }
  }

  @Test
  void aPhoneKnowsItsSettingsAlone() {
    TestClient phone = TestClient.phone(node);
    JsonObject config = phone.get("/config").json();
    ContractStage stage = new ContractStage(node);
    var token = phone.post(
        href(config, "authorisation"),
        new JsonObject().put("code", stage.code()).toBuffer().getBytes());
    assertEquals(201, token.status());
    assertEquals(href(config, "contact"), href(token.json(), "contact"));
    var uploaded = phone.post(
        href(token.json(), "contact"),
        ContractStage.contacts(1).bytes(),
        "authorization",
        "Bearer " + token.json().getString("token"));
    assertEquals(201, uploaded.status());
    var list = phone.get(href(config, "exposure-list"));
    assertTrue(list.status() == 200 || list.status() == 204, "" + list.status());
  }

  private JsonObject document(String path) {
    var reply = france.get(path);
    assertEquals(200, reply.status(), path);
    assertEquals("application/hal+json", reply.header("content-type"));
    assertTrue(reply.json().containsKey("_links"), path);
    return reply.json();
  }

  private static String href(JsonObject document, String relation) {
    JsonObject link = document.getJsonObject("_links").getJsonObject(relation);
    assertTrue(!link.getBoolean("templated", false), relation);
    return link.getString("href");
  }

  private static Map<String, String> codes(JsonObject authority) {
    return Map.of(
        "country", "" + authority.getInteger("country"),
        "state", "" + authority.getInteger("state"));
  }

  /* RFC 6570, level 1: our templates have no more where all variables are given. */
  private static String expand(JsonObject document, String relation, Map<String, String> values) {
    JsonObject link = document.getJsonObject("_links").getJsonObject(relation);
    assertTrue(link.getBoolean("templated", false), relation);
    String href = link.getString("href");
    for (var value : values.entrySet()) {
      href = href.replace("{" + value.getKey() + "}", value.getValue());
    }
    assertTrue(!href.contains("{"), href);
    return href;
  }
}
