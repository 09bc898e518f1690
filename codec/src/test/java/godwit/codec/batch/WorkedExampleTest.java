package godwit.codec.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.codec.payload.RoutingCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The worked example of docs/protocol.md is what the code makes of its values, byte for byte.
class WorkedExampleTest {
  private static final Path PROTOCOL = Path.of(System.getProperty("basedir", ""))
      .toAbsolutePath()
      .resolve("../docs/protocol.md")
      .normalize();

  /* A row is its offset, then bytes, or one byte that is repeated: "00 …  (15 bytes)". */
  private static final Pattern ROW = Pattern.compile(
      "(?m)^ *([0-9]+) {2}(?:([0-9a-f]{2}) …  \\(([0-9]+) bytes\\)|((?:[0-9a-f]{2} ?)+))");

  private static final HexFormat HEX = HexFormat.of();
  private static final RoutingCode FRANCE = RoutingCode.nation(250, 0);
  private static final RoutingCode ENGLAND = RoutingCode.nation(826, 4);

  @Test
  void isWhatTheCodeMakes() throws IOException {
    Preamble preamble = new Preamble(
        Magic.EXPOSURES,
        0,
        UUID.fromString("3f1c9a5e-7b2d-4c60-a1b2-c3d4e5f60718"),
        FRANCE,
        ENGLAND,
        Instant.parse("2026-11-21T09:30:00Z").toEpochMilli());
    int date = (int) LocalDate.parse("2026-11-21").toEpochDay();
    BlockBuilder block = BlockBuilder.exposures(0x10, ENGLAND.code(), date, 1, 2, 16);
    assertTrue(block.addExposure(1_234, HEX.parseHex("e2cfbeb32de932c9171c658b5f57a337"), 0, 16));
    assertTrue(block.addExposure(65_535, HEX.parseHex("000102030405060708090a0b0c0d0e0f"), 0, 16));
    byte[] bytes = block.finish();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BatchWriter writer = new BatchWriter(preamble, out);
    writer.block(bytes);
    writer.finish();

    String protocol = Files.readString(PROTOCOL);
    assertEquals(HEX.formatHex(out.toByteArray()), dump(protocol));
    String hash = HEX.formatHex(Digest.hash(bytes, 0, bytes.length));
    assertTrue(protocol.contains("`" + hash + "`"), hash);
  }

  private static String dump(String protocol) {
    int start = protocol.indexOf("```\npreamble\n");
    Matcher rows = ROW.matcher(protocol.substring(start, protocol.indexOf("```\n", start + 4)));
    StringBuilder hex = new StringBuilder();
    while (rows.find()) {
      assertEquals(hex.length() / 2, Integer.parseInt(rows.group(1)), "offset of " + rows.group());
      if (rows.group(2) == null) hex.append(rows.group(4).replace(" ", ""));
      else hex.append(rows.group(2).repeat(Integer.parseInt(rows.group(3))));
    }
    return hex.toString();
  }
}
