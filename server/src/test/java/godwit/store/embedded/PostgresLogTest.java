package godwit.store.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresLogTest {
  @TempDir
  Path around;

  @Test
  void isBoundedAndKeepsTheLastWords() throws IOException, InterruptedException {
    PostgresLog log = new PostgresLog(around.resolve("server.log"));
    String much = "x".repeat(13 << 20) + "the end\n";
    log.follow(new ByteArrayInputStream(much.getBytes(UTF_8))).join();
    assertTrue(Files.size(around.resolve("server.log")) <= 4 << 20);
    assertTrue(Files.size(around.resolve("server.log.1")) <= 4 << 20);
    try (var files = Files.list(around)) {
      assertEquals(2, files.count());
    }
    assertTrue(Files.readString(around.resolve("server.log")).endsWith("the end\n"));
    assertTrue(log.lastWords().endsWith("the end"));
    assertTrue(log.lastWords().length() <= 2000);
  }
}
