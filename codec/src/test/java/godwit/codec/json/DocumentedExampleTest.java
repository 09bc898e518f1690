package godwit.codec.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// What docs/protocol.md shows is what the code does.
class DocumentedExampleTest {
  private static final Path PROTOCOL = Path.of(System.getProperty("basedir", ""))
      .toAbsolutePath()
      .resolve("../docs/protocol.md")
      .normalize();

  @Test
  void theContactEventsAreTheGoldenOnes() throws IOException {
    String shown = "```json\n" + new String(ContactDocuments.golden("documented"), UTF_8) + "```\n";
    assertTrue(Files.readString(PROTOCOL).contains(shown), shown);
  }

  @Test
  void theDocumentIsTheGoldenOneAndIsWrittenAsShown() throws IOException {
    String protocol = Files.readString(PROTOCOL);
    byte[] golden = Documents.golden("two-simple");
    String shown = "```json\n" + new String(golden, UTF_8) + "```\n";
    assertTrue(protocol.contains(shown), shown);
    byte[] octets = ReadDocument.of(golden, golden.length).octets.toByteArray();
    byte[] written = Documents.written(octets);
    String convert = "```\n" + new String(written, UTF_8) + "```\n";
    assertTrue(protocol.contains(convert), convert);
    assertArrayEquals(octets, ReadDocument.of(written, 1).octets.toByteArray());
  }
}
