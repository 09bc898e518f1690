package godwit.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.UUID;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BatchConvertCommandTest {
  private static final Path VECTORS = Path.of(System.getProperty("basedir", ""), "..", "vectors")
      .toAbsolutePath()
      .normalize();
  private static final RoutingCode FRANCE = RoutingCode.nation(250, 0);
  private static final RoutingCode UK = RoutingCode.nation(826, 4);
  private static final int DAY = 20_777;
  private static final long NOON = DAY * 86_400L + 43_200;

  @TempDir
  Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"empty", "two-simple", "new-blocks", "custom", "venues", "any-order"})
  void goldenDocumentsBecomeTheirOctets(String name) throws IOException {
    Path octets = folder.resolve("octets");
    JsonNode told = convert(VECTORS.resolve("batch-json/" + name + ".json"), "octets", octets);
    String[] row = Files.readAllLines(VECTORS.resolve("batch-json.csv")).stream()
        .filter(line -> line.startsWith(name + ","))
        .findFirst()
        .orElseThrow()
        .split(",", -1);
    assertEquals(row[1], HexFormat.of().formatHex(Files.readAllBytes(octets)));
    assertEquals("sha-256:" + row[2], told.get("digest").asText());
    assertEquals(Long.parseLong(row[3]), told.get("records").asLong());
    assertEquals(Files.size(octets), told.get("bytes").asLong());
  }

  @ParameterizedTest
  @CsvSource({"0x10, 40000", "0x91, 3000", "0x30, 10"})
  void octetsAreTheSameAfterTheyWereJson(String type, int records) throws IOException {
    Path octets = folder.resolve("octets");
    made("--type " + type + " --records " + records, octets);
    Path json = folder.resolve("json");
    Path again = folder.resolve("again");
    JsonNode there = convert(octets, "json", json);
    JsonNode back = convert(json, "octets", again);
    assertArrayEquals(Files.readAllBytes(octets), Files.readAllBytes(again));
    assertEquals(there.get("digest"), back.get("digest"));
    assertEquals(
        records, new ObjectMapper().readTree(json.toFile()).get("exposures").size());
  }

  @Test
  void makesJsonOfTheSameDigestAsOctets() throws IOException {
    Path json = folder.resolve("json");
    JsonNode made = made("--records 20000 --json-form", json);
    assertEquals(
        made("--records 20000", folder.resolve("octets")).get("digest"), made.get("digest"));
    assertEquals(
        made.get("digest"), convert(json, "octets", folder.resolve("again")).get("digest"));
    JsonNode shown = inspect(json);
    assertEquals(20_000, shown.at("/end/total").asInt());
    assertEquals(made.get("digest"), shown.at("/end/digest"));
  }

  @Test
  void readsAndWritesGzip() throws IOException {
    Path json = folder.resolve("json.gz");
    made("--records 5000 --json-form --gzip", json);
    Path octets = folder.resolve("octets.gz");
    JsonNode told = CommandRun.of(
            "batch", "convert", json, "--to", "octets", "--gzip", "--out", octets, "--json")
        .json();
    assertEquals(Files.size(octets), told.get("bytes").asLong());
    try (var in = new GZIPInputStream(Files.newInputStream(octets))) {
      assertEquals("HIX1", new String(in.readNBytes(4), UTF_8));
    }
    assertEquals(5_000, inspect(json).at("/end/total").asInt());
  }

  @Test
  void keepsTheOrderOfEachArrayWhereBlocksAreMixed() throws IOException {
    Path octets = folder.resolve("octets");
    try (var out = Files.newOutputStream(octets)) {
      var writer = new BatchWriter(preamble(0), out);
      for (int turn = 0; turn < 3; turn++) {
        BlockBuilder venue = BlockBuilder.venue(0x30, UK.code(), DAY, 1, 0);
        venue.addVenue(turn, NOON, NOON + 900, 50, new byte[0]);
        writer.block(venue);
        BlockBuilder exposure = BlockBuilder.exposures(0x10, UK.code(), DAY, 1, 0, 0);
        exposure.addExposure(turn, new byte[16 + turn], 0, 16 + turn);
        writer.block(exposure);
      }
      writer.finish();
    }
    Path json = folder.resolve("json");
    convert(octets, "json", json);
    JsonNode document = new ObjectMapper().readTree(json.toFile());
    for (int turn = 0; turn < 3; turn++) {
      assertEquals(turn, document.at("/venueExposures/" + turn + "/venue").asInt());
      assertEquals(turn, document.at("/exposures/" + turn + "/riskScore").asDouble() * 100, 1e-9);
    }
    try (var left = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      assertFalse(left.anyMatch(path -> path.getFileName().toString().contains("godwit-venues")));
    }
  }

  @Test
  void whatHasNoJsonFormIsSaidAndLeavesNoFile() throws IOException {
    Path octets = folder.resolve("octets");
    try (var out = Files.newOutputStream(octets)) {
      new BatchWriter(preamble(1), out).finish();
    }
    assertRefused(octets, "json", "a relayed batch is octets only");
    made("--records 3 --kind contacts", octets);
    assertRefused(octets, "json", "contact events");
  }

  @Test
  void whatIsBrokenIsSaidAndLeavesNoFile() throws IOException {
    Path document = folder.resolve("broken");
    String sound = Files.readString(VECTORS.resolve("batch-json/two-simple.json"));
    Files.writeString(document, sound.replace("655.35", "-655.35"));
    assertRefused(document, "octets", "/exposures/1/riskScore");
    Files.writeString(document, sound.substring(0, sound.length() / 2));
    assertRefused(document, "json", "truncated");
    Files.writeString(document, "no batch at all");
    assertRefused(document, "json", "truncated");
    try (var out = new GZIPOutputStream(Files.newOutputStream(document))) {
      out.write(sound.replace("\"exposures\"", "'exposures'").getBytes(UTF_8));
    }
    assertRefused(document, "octets", "bad-json");
  }

  @Test
  void inspectShowsWhereADocumentIsBroken() throws IOException {
    Path document = folder.resolve("broken");
    String sound = Files.readString(VECTORS.resolve("batch-json/two-simple.json"));
    Files.writeString(document, sound.replace("655.35", "\"655.35\""));
    CommandRun run = CommandRun.of("inspect", document, "--json");
    assertEquals(1, run.status());
    assertEquals("bad-json", run.json().get("error").asText());
    assertEquals("/exposures/1/riskScore", run.json().get("pointer").asText());
  }

  @Test
  void wrongUsageIsExplained() throws IOException {
    Path file = folder.resolve("file");
    Files.writeString(file, "{}");
    assertEquals(
        2, CommandRun.of("batch", "convert", file, "--to", "xml", "--out", "x").status());
    CommandRun same = CommandRun.of("batch", "convert", file, "--to", "json", "--out", file);
    assertEquals(2, same.status());
    assertEquals("{}", Files.readString(file));
    CommandRun contacts = CommandRun.of((Object[])
        ("batch make --records 1 --country 826 --state 4 --kind contacts --json-form --out " + file)
            .split(" "));
    assertEquals(2, contacts.status(), contacts.err());
  }

  private static Preamble preamble(int hops) {
    return new Preamble(Magic.EXPOSURES, hops, new UUID(1, 2), FRANCE, UK, 1_795_253_400_000L);
  }

  private void assertRefused(Path file, String form, String said) {
    Path out = folder.resolve("refused");
    CommandRun run = CommandRun.of("batch", "convert", file, "--to", form, "--out", out);
    assertEquals(1, run.status());
    assertTrue(run.err().contains(said), run.err());
    assertFalse(Files.exists(out));
  }

  private static JsonNode convert(Path file, String form, Path out) throws IOException {
    CommandRun run = CommandRun.of("batch", "convert", file, "--to", form, "--out", out, "--json");
    assertEquals(0, run.status(), run.err());
    return run.json();
  }

  private static JsonNode inspect(Path file) throws IOException {
    CommandRun run = CommandRun.of("inspect", file, "--json");
    assertEquals(0, run.status(), run.err());
    return run.json();
  }

  private static JsonNode made(String options, Path out) throws IOException {
    String line = "batch make --country 826 --state 4 --seed 7 --date 2026-11-20"
        + " --created 2026-11-21T09:30:00Z --json --out " + out + " " + options;
    CommandRun run = CommandRun.of((Object[]) line.split(" "));
    assertEquals(0, run.status(), run.err());
    return run.json();
  }
}
