package godwit.http.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.codec.batch.Preamble;
import godwit.domain.Receipt;
import godwit.domain.RejectReason;
import godwit.fixture.PeerTest;
import godwit.fixture.TestClient;
import godwit.http.Contract;
import godwit.http.ReceiptJson;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// The receipts that the documents show are those that the golden batches get.
class ExampleReceiptsTest extends PeerTest {
  private static final Path ROOT =
      Path.of(System.getProperty("basedir", "")).toAbsolutePath().resolve("..").normalize();
  private static final Pattern FENCED = Pattern.compile("(?s)```json\n(.*?)```");
  private static final String NOTHING = "urn:hix:problem:nothing-accepted";

  @Test
  void everyExampleIsWhatItsBatchGets() throws IOException {
    ContractStage stage = new ContractStage(node);
    Map<String, byte[]> batches = batches();
    List<JsonObject> examples = examples();
    assertTrue(examples.size() > 10, "" + examples.size());
    for (JsonObject example : examples) {
      byte[] batch = batches.get(example.getString("digest"));
      assertTrue(batch != null, () -> "no row of vectors/batch.csv: " + example);
      Preamble preamble = Preamble.read(batch, 0);
      TestClient.Reply reply = switch (preamble.magic()) {
        case EXPOSURES -> france.post("/exposure/" + preamble.destination().path(), batch);
        /* A phone cannot ask for batches; a gateway can. */
        case CONTACTS ->
          example.containsKey("_links")
              ? stage.gateway.post("/contact", batch)
              : stage.contact(batch);
        case LIST -> throw new AssertionError(example);
      };
      assertEquals(NOTHING.equals(example.getString("type")) ? 422 : 201, first(reply));
      assertEquals(settled(example), settled(reply.json()));
    }
  }

  @Test
  void whatIsAcceptedAndWhatIsNotMakeUpTheRecordsHoweverManyEntriesAreLeftOut() {
    List<Receipt.Entry> entries = new ArrayList<>();
    for (int block = 0; block < 1_000; block++) {
      entries.add(new Receipt.Entry(block, -1, 2, RejectReason.BAD_TIMES));
    }
    JsonObject receipt = ReceiptJson.of(new Receipt(
        UUID.randomUUID(), Receipt.State.STORED, 2_010, 4, entries, 3, new byte[32], false));
    assertEquals(2_006, receipt.getLong("rejectedRecords"));
    assertEquals(3, receipt.getInteger("rejectedOmitted"));
    long listed = receipt.getJsonArray("rejected").stream()
        .flatMapToLong(entry -> LongStream.of(((JsonObject) entry).getLong("records")))
        .sum();
    assertEquals(2_000, listed);
  }

  /* A batch that several examples are of is a duplicate from the second time on. */
  private static int first(TestClient.Reply reply) {
    return reply.status() == 200 ? 201 : reply.status();
  }

  private static JsonObject settled(JsonObject receipt) {
    JsonObject settled = receipt.copy();
    settled.remove("duplicate");
    return settled;
  }

  private static Map<String, byte[]> batches() throws IOException {
    Map<String, byte[]> batches = new HashMap<>();
    List<String> rows = Files.readAllLines(ROOT.resolve("vectors/batch.csv"), UTF_8);
    for (String row : rows.subList(1, rows.size())) {
      String[] cells = row.split(",", -1);
      batches.put("sha-256:" + cells[2], HexFormat.of().parseHex(cells[1]));
    }
    return batches;
  }

  private static List<JsonObject> examples() throws IOException {
    List<JsonObject> found = new ArrayList<>();
    Matcher fenced = FENCED.matcher(Files.readString(ROOT.resolve("docs/protocol.md"), UTF_8));
    while (fenced.find()) {
      if (fenced.group(1).contains("\"digest\": \"")) found.add(new JsonObject(fenced.group(1)));
    }
    for (Contract contract : Contract.values()) {
      collect(contract.document().toJsonObject(), found);
    }
    return found;
  }

  private static void collect(Object value, List<JsonObject> found) {
    switch (value) {
      case JsonObject object -> {
        if (object.getValue("digest") instanceof String) found.add(object);
        object.forEach(member -> collect(member.getValue(), found));
      }
      case JsonArray array -> array.forEach(each -> collect(each, found));
      case null, default -> {}
    }
  }
}
