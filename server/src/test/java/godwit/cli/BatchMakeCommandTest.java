package godwit.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import godwit.fixture.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BatchMakeCommandTest {
  @TempDir
  Path folder;

  @Test
  void makesWhatItSays() throws IOException {
    JsonNode made = make("--records 40000 --country 826 --state 4 --seed 1").json();
    assertEquals(Files.size(file()), made.get("bytes").asLong());
    assertEquals(file().toString(), made.get("file").asText());
    JsonNode shown = inspect();
    assertTrue(shown.get("valid").asBoolean());
    assertEquals(40_000, shown.at("/totals/records").asInt());
    assertEquals(made.get("records").asInt(), shown.at("/end/total").asInt());
    assertEquals(made.get("digest"), shown.at("/end/digest"));
    assertEquals(made.get("batch"), shown.at("/preamble/batch"));
    assertEquals(made.get("bytes"), shown.at("/totals/bytes"));
    assertEquals("HIX1", shown.at("/preamble/magic").asText());
    assertEquals("{\"country\":250,\"state\":0}", shown.at("/preamble/origin").toString());
    assertEquals(
        "{\"country\":826,\"state\":4}", shown.at("/preamble/destination").toString());
    assertEquals(3, shown.get("blocks").size());
    JsonNode block = shown.at("/blocks/0");
    assertEquals(14_563, block.get("count").asInt());
    assertEquals(LocalDate.now(ZoneOffset.UTC).toString(), block.get("date").asText());
    assertEquals(1, block.get("riskType").asInt());
    assertEquals(0, block.get("riskMechanism").asInt());
    assertEquals(10, block.get("records").size());
    assertEquals(32, block.at("/records/0/data").asText().length());
  }

  @Test
  void theSameSeedMakesTheSameBytes() throws IOException {
    String line = "--records 3000 --country 826 --state 4 --date 2026-11-20 --seed 7"
        + " --created 2026-11-21T09:30:00Z --out ";
    Path first = folder.resolve("first");
    Path second = folder.resolve("second");
    Path other = folder.resolve("other");
    assertEquals(0, run(line + first).status());
    assertEquals(0, run(line + second).status());
    assertEquals(0, run(line.replace("seed 7", "seed 8") + other).status());
    assertArrayEquals(Files.readAllBytes(first), Files.readAllBytes(second));
    assertFalse(Arrays.equals(Files.readAllBytes(first), Files.readAllBytes(other)));
  }

  @Test
  void compressesOnRequest() throws IOException {
    String line = "--records 100 --country 826 --state 4 --seed 7 --created 2026-11-21T09:30:00Z";
    make(line);
    byte[] plain = Files.readAllBytes(file());
    JsonNode made = make(line + " --gzip").json();
    assertEquals(Files.size(file()), made.get("bytes").asLong());
    try (var in = new GZIPInputStream(Files.newInputStream(file()))) {
      assertArrayEquals(plain, in.readAllBytes());
    }
    assertEquals("gzip", inspect().get("encoding").asText());
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        8, 0x10, 0x17, 0x18, 0x20, 0x28, 0x30, 0x40, 0x80, 0x88, 0x90, 0x91, 0x92, 0x98, 0xA0, 0xFF
      })
  void everyTypesDataIsSound(int type) throws IOException {
    for (String kind : List.of("exposures", "contacts")) {
      make("--records 20 --country 826 --state 4 --seed 3 --kind " + kind + " --type " + type);
      for (JsonNode record : inspect().at("/blocks/0/records")) {
        assertFalse(record.has("fault"), record.toString());
        assertFalse(record.path("severity").asText().equals("structural"), record.toString());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"0x10, 16", "0x80, 20", "0x88, 16", "144, 88"})
  void dataIsAsLongAsRealSendersMakeIt(String type, int length) throws IOException {
    make("--records 1 --country 826 --state 4 --type " + type);
    assertEquals(length, inspect().at("/blocks/0/dataLength").asInt());
  }

  @Test
  void customTypesGoToCustomAuthorities() throws IOException {
    make("--records 1 --custom C0FFEE01 --type 0 --origin custom/033a0001");
    assertEquals("c0ffee01", inspect().at("/preamble/destination/custom").asText());
    assertEquals("033a0001", inspect().at("/preamble/origin/custom").asText());
    assertEquals("c0ffee01", inspect().at("/blocks/0/custom").asText());
  }

  @Test
  void aFrenchAuthorityIsNotSentItsOwn() throws IOException {
    make("--records 0 --country 250 --state 0");
    assertEquals(578, inspect().at("/preamble/origin/country").asInt());
    assertEquals(0, inspect().get("blocks").size());
  }

  @Test
  void riskTypesHaveWords() throws IOException {
    make("--records 5 --country 826 --state 4 --risk-type revoked --mechanism 2");
    JsonNode block = inspect().at("/blocks/0");
    assertEquals(5, block.get("riskType").asInt());
    assertEquals(2, block.get("riskMechanism").asInt());
    assertEquals(0, block.at("/records/0/riskScore").asDouble());
  }

  @Test
  void contactsAreAsPhonesUploadThem() throws IOException {
    make("--records 2000 --country 826 --state 4 --kind contacts --date 2026-11-20 --origin 250/0");
    JsonNode shown = json(CommandRun.of("inspect", file(), "--json", "--records", "all"));
    assertEquals("HIC1", shown.at("/preamble/magic").asText());
    assertEquals(shown.at("/preamble/origin"), shown.at("/preamble/destination"));
    assertEquals(250, shown.at("/preamble/origin/country").asInt());
    List<JsonNode> contacts = new ArrayList<>();
    for (JsonNode block : shown.get("blocks")) block.get("records").forEach(contacts::add);
    assertEquals(2_000, contacts.size());
    for (JsonNode contact : contacts) {
      assertTrue(contact.get("valid").asBoolean(), contact.toString());
      JsonNode decoded = contact.get("decoded");
      assertEquals(826, decoded.at("/payload/routing/country").asInt());
      Instant start = Instant.parse(decoded.get("start").asText());
      Instant end = Instant.parse(decoded.get("end").asText());
      assertFalse(start.isBefore(Instant.parse("2026-11-15T00:00:00Z")), contact.toString());
      assertFalse(end.isAfter(Instant.parse("2026-11-20T00:00:00Z")), contact.toString());
      long minutes = (end.getEpochSecond() - start.getEpochSecond()) / 60;
      assertEquals(minutes, decoded.get("readings").size());
    }
  }

  @Test
  void tellsHowFarALargeOneIs() throws IOException {
    CommandRun run = make("--records 1000001 --country 826 --state 4");
    assertEquals("1,000,000 of 1,000,001 records\n", run.err());
    assertEquals(1_000_001, run.json().get("records").asInt());
  }

  @Test
  void standardOutputIsTheBatchAlone() throws Exception {
    Process process = new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            "godwit.cli.Main",
            "batch",
            "make",
            "--records",
            "5",
            "--country",
            "826",
            "--state",
            "4",
            "--out",
            "-")
        .redirectOutput(file().toFile())
        .redirectError(folder.resolve("err").toFile())
        .start();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    assertEquals(0, process.exitValue());
    assertEquals(5, inspect().at("/totals/records").asInt());
    assertTrue(Files.readString(folder.resolve("err")).contains("records  5"));
  }

  private CommandRun make(String options) {
    CommandRun run = run(options + " --json --out " + file());
    assertEquals(0, run.status(), run.err());
    return run;
  }

  private static CommandRun run(String options) {
    return CommandRun.of((Object[]) ("batch make " + options).split(" "));
  }

  private JsonNode inspect() throws IOException {
    return json(CommandRun.of("inspect", file(), "--json"));
  }

  private static JsonNode json(CommandRun run) throws IOException {
    assertEquals(0, run.status(), run.err());
    return run.json();
  }

  private Path file() {
    return folder.resolve("batch");
  }
}
