package godwit.http.peer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.fixture.PeerTest;
import godwit.fixture.SampleBatch;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a sender learns before it sends.
class ResolverRoutesTest extends PeerTest {
  @Test
  void saysWhoThisIsAndWhatItTakes() {
    var reply = france.get("/resolver");
    assertEquals(200, reply.status());
    assertEquals("application/hal+json", reply.header("content-type"));
    JsonObject system = reply.json();
    assertEquals(nation(578, 0), system.getJsonObject("authority"));
    assertEquals("Norway", system.getString("name"));
    assertEquals(
        new JsonArray().add("push").add("pull").add("relay").add("venue").add("certification"),
        system.getJsonArray("operations"));
    assertEquals(
        new JsonArray()
            .add(new JsonObject().put("type", "application/octet-stream").put("magic", "HIX1"))
            .add(new JsonObject().put("type", "application/json")),
        system.getJsonArray("formats"));
    assertEquals(new JsonArray().add("gzip").add("identity"), system.getJsonArray("encodings"));
    assertEquals(256, system.getJsonArray("payloadTypes").size());
    assertEquals(
        new JsonObject()
            .put("bodyBytes", 4L << 30)
            .put("expansionRatio", 200)
            .put("windowDays", 21),
        system.getJsonObject("limits"));
    JsonObject mechanism = system.getJsonArray("mechanisms").getJsonObject(0);
    assertEquals(2, mechanism.getInteger("code"));
    assertEquals("briers-2020", mechanism.getString("name"));
    assertEquals(2.75, mechanism.getJsonObject("parameters").getDouble("deviationDays"));
    assertEquals(6, system.getJsonArray("authorities").size());
    JsonObject links = system.getJsonObject("_links");
    for (String relation : new String[] {
      "self",
      "authority",
      "exposure",
      "exposure-venue",
      "pull",
      "certification",
      "batch",
      "custom-authority",
      "custom-exposure"
    }) {
      assertTrue(links.containsKey(relation), relation);
    }
    assertTrue(links.getJsonObject("exposure").getBoolean("templated"));
  }

  @Test
  void everyAuthorityItNamesCanBeAskedFor() {
    for (Object each : france.get("/resolver").json().getJsonArray("authorities")) {
      String path =
          ((JsonObject) each).getJsonObject("_links").getJsonObject("authority").getString("href");
      var reply = france.get(path);
      assertEquals(200, reply.status(), path);
      assertEquals(
          path, reply.json().getJsonObject("_links").getJsonObject("self").getString("href"));
      assertEquals(
          path.replace("/resolver/", "/exposure/"),
          reply.json().getJsonObject("_links").getJsonObject("exposure").getString("href"));
    }
  }

  @Test
  void aStateThatIsNotKnownResolvesToItsCountry() {
    JsonObject bergen = france.get("/resolver/578/046").json();
    assertEquals(578, bergen.getInteger("country"));
    assertEquals(46, bergen.getInteger("state"));
    assertEquals(nation(578, 0), bergen.getJsonObject("resolved"));
    JsonObject own = bergen.getJsonArray("endpoints").getJsonObject(0);
    assertEquals(0, own.getInteger("priority"));
    assertEquals("https://127.0.0.1:" + node.ports().peers(), own.getString("url"));
    assertEquals(
        bergen,
        france.get("/resolver/578/046", "host", "evil.example").json(),
        "whatever the client calls this node");
    assertEquals(
        new JsonArray().add("push").add("venue").add("certification"),
        bergen.getJsonArray("operations"));
    JsonObject aarhus = france.get("/resolver/208/2").json();
    assertEquals(nation(208, 0), aarhus.getJsonObject("resolved"));
    assertTrue(aarhus.getJsonArray("operations").contains("relay"));
  }

  @Test
  void customAuthoritiesHaveAFormOfTheirOwn() {
    JsonObject operator = france.get("/resolver/custom/033A0001").json();
    assertEquals("033a0001", operator.getString("custom"));
    assertEquals(new JsonObject().put("custom", "033a0001"), operator.getJsonObject("resolved"));
    assertEquals("404 unknown-authority", france.get("/resolver/custom/zz").problem());
    assertEquals("404 unknown-authority", france.get("/resolver/1000/0").problem());
    assertEquals("404 unknown-authority", france.get("/resolver/826/0").problem());
  }

  @Test
  void plainJsonIsThereForWhoAsks() {
    assertEquals(
        "application/json",
        france.get("/resolver", "accept", "application/json; q=0.9").header("content-type"));
    assertEquals(
        "application/hal+json",
        france
            .get("/resolver", "accept", "application/hal+json, application/json")
            .header("content-type"));
  }

  @Test
  void anAnswerMayBeKeptAndAskedForAgain() {
    for (String path : List.of("/resolver", "/resolver/578/46", "/resolver/custom/033a0001")) {
      for (String accept : List.of("application/hal+json", "application/octet-stream")) {
        var first = france.get(path, "accept", accept);
        String tag = first.header("etag");
        assertTrue(tag.matches("\"[0-9a-f]{32}\""), tag);
        assertEquals("private, max-age=60", first.header("cache-control"));
        for (String held : List.of(tag, "W/" + tag, "\"other\", " + tag, "*")) {
          var again = france.get(path, "accept", accept, "if-none-match", held);
          assertEquals(304, again.status(), held);
          assertEquals(0, again.body().length());
          assertEquals(tag, again.header("etag"));
          assertEquals("Accept", again.header("vary"));
        }
        var other = france.get(path, "accept", accept, "if-none-match", "\"other\"");
        assertEquals(200, other.status());
        assertEquals(first.body(), other.body());
      }
    }
  }

  @Test
  void theFormsOfOneAnswerHaveDifferentTags() {
    assertNotEquals(
        france.get("/resolver").header("etag"),
        france.get("/resolver", "accept", "application/octet-stream").header("etag"));
  }

  /* kind 0, 578/46 asked (0242 002e), 578/0 resolved, one endpoint of priority 0; operations push,
   * venue and certification (01 | 08 | 10); the greatest body, 2^32 bytes. */
  @Test
  void octetsAreThereForWhoReadsNoJson() {
    String url = "https://127.0.0.1:" + node.ports().peers();
    var reply = france.get("/resolver/578/46", "accept", "application/octet-stream");
    assertEquals("application/octet-stream", reply.header("content-type"));
    HexFormat hex = HexFormat.of();
    assertEquals(
        "00" + "0242002e" + "02420000" + "01"
            + "00" + hex.toHexDigits((short) url.length()) + hex.formatHex(url.getBytes(UTF_8))
            + "01" + "0001" + "19"
            + "02" + "0008" + "0000000100000000",
        hex.formatHex(reply.body().getBytes()));
    String self = hex.formatHex(
        france.get("/resolver", "accept", "application/octet-stream").body().getBytes());
    assertTrue(self.startsWith("00" + "02420000" + "02420000" + "01"), self);
    assertTrue(self.contains("0100011f"), self);
    String custom = hex.formatHex(france
        .get("/resolver/custom/033a0001", "accept", "application/octet-stream")
        .body()
        .getBytes());
    assertTrue(custom.startsWith("01" + "033a0001" + "033a0001"), custom);
    assertEquals(
        "application/hal+json",
        france.get("/resolver", "accept", "application/octet-stream, */*").header("content-type"));
  }

  @Test
  void answersSayWhichRequestTheyBelongTo() {
    String trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    assertEquals(trace, france.get("/resolver/826/0", "traceparent", trace).header("traceparent"));
    byte[] batch = SampleBatch.simple(1).bytes();
    assertEquals(trace, france.post(NORWAY, batch, "traceparent", trace).header("traceparent"));
    assertEquals("", france.get("/resolver", "traceparent", "<b>").header("traceparent"));
  }

  private static JsonObject nation(int country, int state) {
    return new JsonObject().put("country", country).put("state", state);
  }
}
