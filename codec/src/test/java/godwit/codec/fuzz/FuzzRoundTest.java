package godwit.codec.fuzz;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Every target, one after another, for as long as `-Dfuzz.seconds` says; prints a row of the table
/// in docs/fuzzing.md for each.
@Tag("long")
class FuzzRoundTest {
  static final Path VECTORS = Path.of(System.getProperty("basedir", ""), "..", "vectors")
      .toAbsolutePath()
      .normalize();
  private static final int SECONDS = Integer.getInteger("fuzz.seconds", 60);
  /* Names of targets, as a pattern. */
  private static final String ONLY = System.getProperty("fuzz.only", ".*");

  @ParameterizedTest
  @EnumSource
  void findsNothing(FuzzTarget target, @TempDir Path folder) throws Exception {
    assumeTrue(target.name().matches(ONLY));
    var fuzzer = new Fuzzer(target, folder, System.getProperty("java.class.path"));
    Fuzzer.Result result = fuzzer.run(SECONDS, VECTORS);
    System.out.println(result.row(target, SECONDS));
    assertFalse(result.finding(), () -> read(result.log()));
    assertTrue(result.executions() > SECONDS * 100L, () -> read(result.log()));
  }

  private static String read(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException unreadable) {
      return unreadable.toString();
    }
  }
}
