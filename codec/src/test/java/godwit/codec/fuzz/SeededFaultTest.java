package godwit.codec.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The fuzzer finds a fault that somebody might well make, in a copy of the sources, within a
/// minute.
///
/// Without this, a round that finds nothing would say little: the targets might promise too little.
@Tag("long")
class SeededFaultTest {
  private static final int SECONDS = 60;
  private static final Path MODULE = Path.of(System.getProperty("basedir", "")).toAbsolutePath();

  @TempDir
  Path folder;

  @ParameterizedTest
  @CsvSource({
    "section-one-byte-longer, EXTENDED_DATA",
    "section-one-byte-longer, PAYLOAD",
    "bluetrace-one-byte-shorter, BLUETRACE"
  })
  void isFoundWithinAMinute(String fault, FuzzTarget target) throws Exception {
    Path sources = copy(MODULE.resolve("src/main/java"), folder.resolve("sources"));
    apply(MODULE.resolve("src/test/resources/fuzz/" + fault + ".patch"), sources);
    Path classes = compile(sources, folder.resolve("classes"));
    String classPath = classes + File.pathSeparator + System.getProperty("java.class.path");
    Path run = Files.createDirectories(folder.resolve("run"));
    long start = System.nanoTime();
    Fuzzer.Result result = new Fuzzer(target, run, classPath).run(SECONDS, FuzzRoundTest.VECTORS);
    assertTrue(result.finding(), Files.readString(result.log()));
    assertTrue(Files.readString(result.log()).contains("== Java "));
    System.out.printf(
        "%s found by %s after %.1f s and %,d executions%n",
        fault, target, (System.nanoTime() - start) / 1e9, result.executions());
  }

  /* A patch of one hunk without numbers: its context occurs once in its file. */
  private static void apply(Path patch, Path sources) throws IOException {
    List<String> lines = Files.readAllLines(patch);
    Path file = sources.resolve(lines.get(1).substring("+++ b/codec/src/main/java/".length()));
    var before = new ArrayList<String>();
    var after = new ArrayList<String>();
    for (String line : lines.subList(3, lines.size())) {
      char mark = line.charAt(0);
      if (mark != '+') before.add(line.substring(1));
      if (mark != '-') after.add(line.substring(1));
    }
    String source = Files.readString(file);
    String wanted = String.join("\n", before);
    assertEquals(source.indexOf(wanted), source.lastIndexOf(wanted), "occurs more than once");
    assertTrue(source.contains(wanted), "the patch no longer fits " + file.getFileName());
    Files.writeString(file, source.replace(wanted, String.join("\n", after)));
  }

  private static Path compile(Path sources, Path classes) throws IOException {
    List<String> arguments = new ArrayList<>(
        List.of("-d", classes.toString(), "-cp", System.getProperty("java.class.path"), "-nowarn"));
    try (Stream<Path> files = Files.walk(sources)) {
      files.filter(Files::isRegularFile).forEach(file -> arguments.add(file.toString()));
    }
    int status = ToolProvider.getSystemJavaCompiler()
        .run(System.in, System.out, System.err, arguments.toArray(String[]::new));
    assertEquals(0, status);
    return classes;
  }

  private static Path copy(Path from, Path to) throws IOException {
    Path[] files;
    try (Stream<Path> all = Files.walk(from)) {
      files = all.toArray(Path[]::new);
    }
    Arrays.sort(files);
    for (Path file : files) Files.copy(file, to.resolve(from.relativize(file)));
    return to;
  }
}
