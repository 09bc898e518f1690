package godwit.http.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.codec.payload.RoutingCode;
import godwit.domain.Operation;
import godwit.fixture.PeerTest;
import godwit.fixture.SampleBatch;
import godwit.http.peer.ResolverOctets;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// What docs/protocol.md shows of answers is what the code makes.
class DocumentedExchangeTest extends PeerTest {
  private static final Path PROTOCOL = Path.of(System.getProperty("basedir", ""))
      .toAbsolutePath()
      .resolve("../docs/protocol.md")
      .normalize();
  private static final Pattern ROW = Pattern.compile("(?m)^ *[0-9]+ {2}((?:[0-9a-f]{2} ?)+)");
  private static final HexFormat HEX = HexFormat.of();

  @Test
  void aResolverAnswerInOctets() throws IOException {
    byte[] made = ResolverOctets.of(
            RoutingCode.nation(578, 46),
            RoutingCode.nation(578, 0),
            List.of("https://exchange.example:8443", "https://backup.example:8443"),
            Set.of(Operation.PUSH, Operation.VENUE, Operation.CERTIFICATION),
            1L << 32,
            List.of(),
            List.of())
        .getBytes();
    assertEquals(HEX.formatHex(made), dump("```\nresolver answer\n"));
  }

  @Test
  void aProblem() throws IOException {
    byte[] batch = SampleBatch.simple(1).bytes();
    batch[70] ^= 1;
    assertEquals(france.post(NORWAY, batch).json(), document("## Errors\n"));
  }

  /* The first document of a section. */
  private static JsonObject document(String heading) throws IOException {
    return new JsonObject(fenced(heading, "```json\n"));
  }

  private static String dump(String start) throws IOException {
    StringBuilder hex = new StringBuilder();
    Matcher rows = ROW.matcher(fenced(start, ""));
    while (rows.find()) hex.append(rows.group(1).replace(" ", ""));
    return hex.toString();
  }

  private static String fenced(String after, String fence) throws IOException {
    String text = Files.readString(PROTOCOL, UTF_8);
    int from = text.indexOf(after);
    assertTrue(from >= 0, after);
    int start = text.indexOf(fence, from + after.length()) + fence.length();
    return text.substring(start, text.indexOf("```", start));
  }
}
