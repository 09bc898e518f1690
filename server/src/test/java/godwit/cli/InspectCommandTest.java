package godwit.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import godwit.codec.batch.BatchWriter;
import godwit.codec.batch.BlockBuilder;
import godwit.codec.batch.Magic;
import godwit.codec.batch.Preamble;
import godwit.codec.payload.RoutingCode;
import godwit.fixture.CommandRun;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class InspectCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path VECTORS = Path.of(System.getProperty("basedir", ""), "..", "vectors")
      .toAbsolutePath()
      .normalize();
  private static final String SIMPLE = "10033a0001e2cfbeb32de932c9171c658b5f57a337";
  private static final RoutingCode FRANCE = RoutingCode.nation(250, 0);
  private static final int SIMPLE_PREAMBLE = 40;

  @TempDir
  Path folder;

  static Stream<String> goldenBatches() throws IOException {
    return Files.readAllLines(VECTORS.resolve("batch.csv")).stream()
        .skip(1)
        .filter(line -> !line.isBlank());
  }

  @ParameterizedTest
  @MethodSource("goldenBatches")
  void showsGoldenBatches(String line) throws IOException {
    String[] columns = line.split(",", -1);
    CommandRun run = inspect(HexFormat.of().parseHex(columns[1]), "--json", "--records", "all");
    assertEquals(0, run.status(), run.err());
    JsonNode shown = run.json();
    assertTrue(shown.get("valid").asBoolean());
    assertTrue(shown.at("/end/digestOk").asBoolean());
    assertEquals("sha-256:" + columns[2], shown.at("/end/digest").asText());
    assertEquals(Integer.parseInt(columns[3]), shown.at("/totals/records").asInt());
    assertEquals(Integer.parseInt(columns[4]), shown.at("/totals/blocks").asInt());
    assertEquals(columns[1].length() / 2, shown.at("/totals/bytes").asInt());
    for (JsonNode block : shown.get("blocks")) {
      boolean sealed = block.get("kind").asText().equals("sealed");
      int records = sealed ? 0 : block.get("count").asInt();
      assertEquals(records, block.path("records").size());
    }
  }

  @ParameterizedTest
  @MethodSource("refusedBatches")
  void saysWhyABatchIsRefused(String line) throws IOException {
    String[] columns = line.split(",", -1);
    JsonNode answer = lines("batch " + columns[1]).getFirst();
    assertFalse(answer.get("valid").asBoolean());
    assertEquals(columns[2], answer.get("error").asText(), columns[0]);
    assertEquals("structural", answer.get("severity").asText());
    assertEquals(columns[3], answer.at("/decoded/offset").asText());
  }

  static Stream<String> refusedBatches() throws IOException {
    return Files.readAllLines(VECTORS.resolve("batch-refused.csv")).stream().skip(1);
  }

  @Test
  void showsExposuresAsTheyAre() throws IOException {
    JsonNode shown = inspect(golden("two-simple"), "--json").json();
    assertEquals("""
        {"magic":"HIX1","hops":0,"batch":"3f1c9a5e-7b2d-4c60-a1b2-c3d4e5f60718",\
        "origin":{"country":250,"state":0},"destination":{"country":826,"state":4},\
        "created":"2026-11-21T09:30:00Z"}""", shown.get("preamble").toString());
    JsonNode block = shown.at("/blocks/0");
    assertEquals("exposures", block.get("kind").asText());
    assertEquals("herald-simple", block.get("family").asText());
    assertEquals("2026-11-21", block.get("date").asText());
    assertEquals(40, block.get("offset").asInt());
    assertEquals("e2cfbeb32de932c9171c658b5f57a337", block.at("/records/0/data").asText());
    assertEquals(655.35, block.at("/records/1/riskScore").asDouble());
  }

  @Test
  void showsVenuesAndContacts() throws IOException {
    JsonNode venue = inspect(golden("venue"), "--json").json().at("/blocks/0/records/0");
    assertTrue(venue.get("start").asText().endsWith("Z"), venue.toString());
    assertTrue(venue.get("venue").asLong() > 0, venue.toString());
    JsonNode contact = inspect(golden("contacts"), "--json").json().at("/blocks/0/records/0");
    assertTrue(contact.get("valid").asBoolean(), contact.toString());
    assertEquals("herald-simple", contact.at("/decoded/payload/family").asText());
  }

  @Test
  void showsAsManyRecordsAsAskedFor() throws IOException {
    assertEquals(
        1,
        inspect(golden("two-simple"), "--records", "1")
            .json()
            .at("/blocks/0/recordsOmitted")
            .asInt());
    JsonNode none = inspect(golden("two-simple"), "--records", "0").json();
    assertEquals(0, none.at("/blocks/0/records").size());
    assertEquals(2, none.at("/blocks/0/recordsOmitted").asInt());
  }

  @Test
  void marksARecordForWhichItsBlockWouldBeRejected() throws IOException {
    var out = new ByteArrayOutputStream();
    var preamble = new Preamble(
        Magic.EXPOSURES, 0, new UUID(1, 2), FRANCE, RoutingCode.nation(578, 0), Long.MIN_VALUE);
    var writer = new BatchWriter(preamble, out);
    BlockBuilder block =
        BlockBuilder.exposures(0xA0, RoutingCode.nation(578, 0).code(), 1, 1, 0, 0);
    block.addExposure(1, new byte[28], 0, 28);
    block.addExposure(1, new byte[27], 0, 27);
    writer.block(block);
    writer.finish();
    JsonNode shown = inspect(out.toByteArray()).json();
    assertTrue(shown.get("valid").asBoolean());
    assertFalse(shown.at("/blocks/0/records/0").has("fault"));
    assertEquals("TRUNCATED_BODY", shown.at("/blocks/0/records/1/fault").asText());
    assertEquals(
        Instant.ofEpochMilli(Long.MIN_VALUE).toString(),
        shown.at("/preamble/created").asText());
  }

  @Test
  void readsStandardInputAndGzip() throws IOException {
    InputStream before = System.in;
    try {
      for (Object[] args : new Object[][] {{"inspect"}, {"inspect", "-"}}) {
        System.setIn(new ByteArrayInputStream(gzip(golden("two-simple"))));
        CommandRun run = CommandRun.of(args);
        assertEquals(0, run.status(), run.err());
        assertEquals("gzip", run.json().get("encoding").asText());
      }
    } finally {
      System.setIn(before);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "-1,  truncated,      172",
    "70,  bad-crc,        40",
    "1,   bad-magic,      0",
    "4,   bad-preamble,   4",
    "60,  bad-crc,        40",
    "40,  bad-block,      40",
    "140, bad-crc,        100"
  })
  void saysWhereABatchIsBroken(int changed, String error, long offset) throws IOException {
    byte[] batch = golden("two-simple");
    if (changed < 0) batch = Arrays.copyOf(batch, batch.length + changed);
    else batch[changed] ^= 0x40;
    if (changed == 1) batch = gzip(batch); // or it is taken for a payload
    CommandRun run = inspect(batch, "--json");
    assertEquals(1, run.status());
    assertEquals("", run.err());
    JsonNode shown = run.json();
    assertFalse(shown.get("valid").asBoolean());
    assertEquals(error, shown.get("error").asText());
    if (changed >= 0) assertEquals(offset, shown.get("offset").asLong());
    boolean within = changed < 0 || changed >= SIMPLE_PREAMBLE;
    assertEquals(within, shown.has("block"));
    assertEquals(within, shown.has("preamble"));
    assertEquals(offset >= 100 ? 1 : 0, shown.path("blocks").size());
  }

  @Test
  void tellsADigestOfOtherBytes() throws IOException {
    byte[] batch = golden("two-simple");
    batch[8] ^= 1;
    JsonNode shown = inspect(batch).json();
    assertEquals("bad-digest", shown.get("error").asText());
    assertFalse(shown.at("/end/digestOk").asBoolean());
    assertEquals(1, shown.at("/totals/blocks").asInt());
  }

  @Test
  void judgesGzipAsAServerDoes() throws IOException {
    byte[] body = gzip(golden("two-simple"));
    byte[] more = Arrays.copyOf(body, body.length + 1);
    assertEquals("bad-gzip", inspect(more).json().get("error").asText());
    byte[] less = Arrays.copyOf(body, body.length - 1);
    assertEquals("truncated", inspect(less).json().get("error").asText());
  }

  @Test
  void showsAPayloadThatIsNoBatch() throws IOException {
    CommandRun file = inspect(HexFormat.of().parseHex(SIMPLE), "--json");
    CommandRun hex = CommandRun.of("inspect", "--json", "--hex", SIMPLE);
    assertEquals(0, hex.status(), hex.err());
    assertEquals(1, hex.out().lines().count());
    assertEquals(hex.json(), file.json());
    assertEquals(826, hex.json().at("/decoded/routing/country").asInt());
    CommandRun broken = CommandRun.of("inspect", "--hex", "1003");
    assertEquals(1, broken.status());
    assertEquals("TRUNCATED_HEADER", broken.json().get("error").asText());
    assertEquals(1, CommandRun.of("inspect", folder.resolve("absent")).status());
  }

  @Test
  void refusesToReadALargeFileThatIsNothing() throws IOException {
    CommandRun run = inspect(new byte[(1 << 20) + 1]);
    assertEquals(1, run.status());
    assertEquals("godwit: this is no batch, and far too long for a payload\n", run.err());
  }

  @Test
  void linesAgreeWithTheVectors() throws IOException {
    List<JsonNode> vectors = new ArrayList<>();
    StringBuilder lines = new StringBuilder();
    for (JsonNode vector : JSON.readTree(VECTORS.resolve("payload.json").toFile())) {
      vectors.add(vector);
      lines.append(vector.get("kind").asText() + " " + vector.get("hex").asText() + "\n");
    }
    List<JsonNode> answers = lines(lines.toString());
    assertEquals(vectors.size(), answers.size());
    for (int index = 0; index < vectors.size(); index++) {
      JsonNode vector = vectors.get(index);
      for (String member : List.of("valid", "error", "severity", "decoded")) {
        assertEquals(vector.get(member), answers.get(index).get(member), vector.toString());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "fly 00,              UNSUPPORTED_KIND",
    "gatt 02c8,           TRUNCATED_BODY",
    "gatt,                EMPTY_PAYLOAD",
    "advert 0301,         ADVERT_TRUNCATED",
    "payload,             EMPTY_PAYLOAD",
    "payload xyz,         BAD_HEX",
    "payload 1,           BAD_HEX",
    "contact 00,          TRUNCATED_BODY",
    "contact 0005,        LENGTH_MISMATCH",
    "contact 000100,      LENGTH_MISMATCH",
    "concat 1003,         TRAILING_DATA",
    "concat 0803,         LENGTH_MISMATCH",
    "concat,              EMPTY_PAYLOAD",
    "batch 48495831,      truncated",
    "batch,               truncated",
    "batch 10033a0001,    truncated"
  })
  void answersWhateverALineHolds(String line, String error) throws IOException {
    List<JsonNode> answers = lines("\n" + line + "\r\n  \npayload " + SIMPLE);
    assertEquals(2, answers.size());
    assertFalse(answers.getFirst().get("valid").asBoolean());
    assertEquals(error, answers.getFirst().get("error").asText());
    assertEquals("structural", answers.getFirst().get("severity").asText());
    assertEquals(1, answers.getFirst().get("diagnostics").size());
    assertTrue(answers.getLast().get("valid").asBoolean());
  }

  @Test
  void readsContactsPayloadsBackToBackAndBatchesFromLines() throws IOException {
    String times = "6921d0c06921d3e8";
    String contact = "0026" + times + "0015" + SIMPLE + "8005" + "0000c3001e";
    List<JsonNode> answers = lines(String.join(
        "\n",
        "contact " + contact,
        "contact 0027" + times + "0015" + SIMPLE + "8003" + "0000c3" + "4001c8",
        "contact 001f" + "6921d3e86921d0c0" + "0015" + SIMPLE,
        "concat " + SIMPLE + SIMPLE,
        "batch " + HexFormat.of().formatHex(golden("two-simple"))));
    assertEquals("TLV_BAD_LENGTH", answers.get(0).get("error").asText());
    assertEquals("structural", answers.get(0).get("severity").asText());
    assertTrue(answers.get(1).get("valid").asBoolean(), answers.get(1).toString());
    assertEquals("[[0,-61]]", answers.get(1).at("/decoded/readings").toString());
    assertEquals(-56, answers.get(1).at("/decoded/extended/1/value").asInt());
    assertEquals("BAD_TIMES", answers.get(2).get("error").asText());
    assertEquals(21, answers.get(3).at("/decoded/fixedLength").asInt());
    assertEquals(2, answers.get(3).at("/decoded/payloads").size());
    assertTrue(answers.get(4).get("valid").asBoolean());
    assertTrue(answers.get(4).get("error").isNull());
    assertEquals(2, answers.get(4).at("/decoded/totals/records").asInt());
  }

  @Test
  void showsWhatIsSaidAboutAContact() throws IOException {
    String times = "6921d0c06921d3e8";
    String service = "0000fd6f00001000800000805f9b34fb";
    String sections =
        "8112" + "3f1c9a5e7b2d4c60a1b2c3d4e5f60718" + "0003" + "821101" + service + "830101";
    List<JsonNode> answers = lines(String.join(
        "\n",
        "contact 0049" + times + "0015" + SIMPLE + sections,
        "contact 0022" + times + "0015" + SIMPLE + "820103",
        "contact 0022" + times + "0015" + SIMPLE + "ff0103"));
    JsonNode decoded = answers.get(0).get("decoded");
    assertTrue(answers.get(0).get("valid").asBoolean(), answers.get(0).toString());
    assertEquals("3f1c9a5e-7b2d-4c60-a1b2-c3d4e5f60718", decoded.at("/event/id").asText());
    assertEquals(3, decoded.at("/event/revision").asInt());
    assertEquals("prepended", decoded.at("/provenance/header").asText());
    assertEquals(
        "0000fd6f-0000-1000-8000-00805f9b34fb",
        decoded.at("/provenance/service").asText());
    assertTrue(decoded.get("dateOnly").asBoolean());
    assertEquals("TLV_BAD_VALUE", answers.get(1).get("error").asText());
    assertEquals("semantic", answers.get(1).get("severity").asText());
    assertEquals("TLV_EXTENDED_CODE", answers.get(2).get("error").asText());
    assertEquals("structural", answers.get(2).get("severity").asText());
  }

  @Test
  void aLineThatIsTooLongIsAnAnswerToo() throws IOException {
    List<JsonNode> answers =
        lines("payload " + "00".repeat(5 << 20) + "\npayload " + SIMPLE + "\n");
    assertEquals(2, answers.size());
    assertEquals("TOO_LONG", answers.getFirst().get("error").asText());
  }

  @Test
  void memoryStaysTheSameAtAnySize() throws Exception {
    Path file = folder.resolve("large");
    CommandRun made = CommandRun.of(
        "batch", "make", "--records", 3_000_000, "--country", 826, "--state", 4, "--out", file);
    assertEquals(0, made.status(), made.err());
    assertTrue(Files.size(file) > 50_000_000);
    Process process = new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx24m",
            "-cp",
            System.getProperty("java.class.path"),
            "godwit.cli.Main",
            "inspect",
            "--json",
            file.toString())
        .redirectError(folder.resolve("err").toFile())
        .start();
    JsonNode shown = JSON.readTree(process.getInputStream());
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    assertEquals("", Files.readString(folder.resolve("err")));
    assertEquals(3_000_000, shown.at("/totals/records").asInt());
  }

  private CommandRun inspect(byte[] bytes, String... options) throws IOException {
    Path file = Files.write(folder.resolve("file"), bytes);
    List<Object> args = new ArrayList<>(List.of("inspect", file));
    args.addAll(List.of(options));
    return CommandRun.of(args.toArray());
  }

  private List<JsonNode> lines(String lines) throws IOException {
    Path file = folder.resolve("lines");
    Files.writeString(file, lines, StandardCharsets.UTF_8);
    CommandRun run = CommandRun.of("inspect", "--lines", file);
    assertEquals(0, run.status(), run.err());
    List<JsonNode> answers = new ArrayList<>();
    for (String line : run.out().lines().toList()) answers.add(JSON.readTree(line));
    return answers;
  }

  private static byte[] golden(String name) throws IOException {
    String line =
        goldenBatches().filter(each -> each.startsWith(name + ",")).findFirst().get();
    return HexFormat.of().parseHex(line.split(",", -1)[1]);
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }
}
