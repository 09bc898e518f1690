package godwit.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.fixture.CommandRun;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

class MainTest {
  @TempDir
  Path folder;

  @ParameterizedTest
  @MethodSource
  void everyCommandExplainsItself(String line) {
    CommandRun run = CommandRun.of((Object[]) line.split(" "));
    assertEquals(0, run.status(), run.err());
    assertTrue(run.out().startsWith("Usage: " + usage(line)), run.out());
    assertEquals("", run.err());
  }

  private static String usage(String line) {
    return ("godwit " + line).replace(" --help", "");
  }

  static List<String> everyCommandExplainsItself() {
    List<String> lines = new ArrayList<>(List.of("--help"));
    Main.COMMANDS.values().forEach(command -> addHelp(lines, "", new CommandLine(command)));
    LauncherCommand.ALL.forEach(command -> lines.add(command.name() + " --help"));
    return lines;
  }

  private static void addHelp(List<String> lines, String above, CommandLine command) {
    String line = above + command.getCommandName() + " ";
    lines.add(line + "--help");
    command.getSubcommands().values().forEach(each -> addHelp(lines, line, each));
  }

  @Test
  void listsEveryCommandThereIs() throws Exception {
    String help = CommandRun.of("--help").out();
    List<String> listed = Pattern.compile("(?m)^ {2}([a-z]+) ")
        .matcher(help)
        .results()
        .map(found -> found.group(1))
        .toList();
    Set<String> known = new TreeSet<>(Main.COMMANDS.keySet());
    /* What the script takes for itself, or for another program. */
    String script = Files.readString(Path.of("..", "godwit"));
    Pattern.compile("(?m)^  ([a-z]+)\\)$|\"\\$\\*\" = ([a-z]+) ")
        .matcher(script)
        .results()
        .forEach(found -> known.add(Optional.ofNullable(found.group(1)).orElse(found.group(2))));
    assertEquals(List.copyOf(known), listed, help);
    assertTrue(listed.containsAll(List.of("aot", "bench", "bridge", "serve")), help);
  }

  @Test
  void theReadmeNamesEveryCommandThereIs() throws Exception {
    Set<String> there = new TreeSet<>();
    Main.COMMANDS.values().forEach(command -> addLeaves(there, "", new CommandLine(command)));
    there.addAll(List.of("aot", "bench"));
    String row = Files.readAllLines(Path.of("..", "README.md")).stream()
        .filter(line -> line.startsWith("| commands |"))
        .findFirst()
        .orElseThrow();
    Set<String> named = new TreeSet<>();
    Pattern.compile("`([a-z ]+)`")
        .matcher(row)
        .results()
        .map(found -> found.group(1))
        .filter(name -> !name.startsWith("bridge "))
        .forEach(named::add);
    assertEquals(there, named);
  }

  private static void addLeaves(Set<String> names, String above, CommandLine command) {
    String name = above + command.getCommandName();
    if (command.getSubcommands().isEmpty()) names.add(name);
    command.getSubcommands().values().forEach(each -> addLeaves(names, name + " ", each));
  }

  @ParameterizedTest
  @CsvSource({
    "nonsense, there is no command 'godwit nonsense'; the nearest is 'godwit send'",
    "serv, there is no command 'godwit serv'; the nearest is 'godwit serve'",
    "bnch, there is no command 'godwit bnch'; the nearest is 'godwit bench'",
    "pki inti, there is no command 'godwit pki inti'; the nearest is 'godwit pki init'",
    "bench now, godwit bench takes no further argument: now",
    "demo --fast, godwit demo has no option --fast",
    "bench -x, godwit bench has no option -x",
  })
  void knowsNoHelpOfWhatThereIsNot(String line, String sentence) {
    for (String help : List.of("", " --help")) {
      CommandRun run = CommandRun.of((Object[]) (line + help).split(" "));
      assertEquals(2, run.status(), run.out());
      assertEquals("", run.out());
      assertTrue(run.err().startsWith("godwit: " + sentence + System.lineSeparator()), run.err());
    }
  }

  @Test
  void whatTheScriptDoesIsNotDoneWithoutIt() {
    CommandRun run = CommandRun.of("bench");
    assertEquals(1, run.status());
    assertTrue(run.err().contains("./godwit bench"), run.err());
  }

  @Test
  void tellsItsVersion() {
    CommandRun run = CommandRun.of("--version");
    assertEquals(0, run.status());
    assertTrue(run.out().matches("godwit .*, Java 25.*\\R"), run.out());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "fly",
        "--fast",
        "pki",
        "pki init",
        "pki authority DIR",
        "pki authority DIR --country 250",
        "pki authority DIR --country 1000 --state 0",
        "pki authority DIR --country 1 --state 65536",
        "pki authority DIR --country 1 --state 0 --custom c0ffee01",
        "pki authority DIR --custom c0ffee",
        "pki authority DIR --country 1 --state 0 --days many",
        "check",
        "batch",
        "batch make --records 1 --country 826 --state 4",
        "batch make --records -1 --country 826 --state 4 --out F",
        "batch make --records 1 --out F",
        "batch make --records 1 --country 826 --state 4 --type 7 --out F",
        "batch make --records 1 --custom c0ffee01 --out F",
        "batch make --records 1 --country 826 --state 4 --type 256 --out F",
        "batch make --records 1 --country 826 --state 4 --type 0x --out F",
        "batch make --records 1 --country 826 --state 4 --origin 1000/0 --out F",
        "batch make --records 1 --country 826 --state 4 --origin france --out F",
        "batch make --records 1 --country 826 --state 4 --kind visits --out F",
        "batch make --records 1 --country 826 --state 4 --kind contacts --risk-type 1 --out F",
        "batch make --records 1 --country 826 --state 4 --date 1969-12-31 --out F",
        "batch make --records 1 --country 826 --state 4 --date tomorrow --out F",
        "batch make --records 1 --country 826 --state 4 --risk-type bad-luck --out F",
        "batch make --records 999999999999 --country 826 --state 4 --out F",
        "batch make --records 1 --country 826 --state 4 --json --out -",
        "inspect --hex 1",
        "inspect --hex 10 FILE",
        "inspect --hex 10 --lines",
        "inspect --records some --hex 10",
        "send --config F",
        "send --config F BATCH http://localhost",
        "send --config F BATCH https://localhost?x=1",
        "send --config F --via hub BATCH https://localhost",
        "code",
        "code issue --config F --risk-type confirmed-test",
        "code issue --config F --risk-type confirmed-test --test-date 2026-11-20",
        "code issue --risk-type confirmed-test --test-date 2026-11-20 --cross-border",
        "code issue --config F --ops U --risk-type 1 --test-date 2026-11-20 --cross-border",
        "certify --config F --risk-type confirmed-test --test-date 2026-11-20",
        "certify --config F --risk-type confirmed-test --test-date 2026-11-20 --home norway",
        "certify --config F --risk-type confirmed-test --test-date 2026-11-20 --home 0/0",
        "conformance --config F",
        "conformance --config F http://localhost",
      })
  void wrongUsageIsToldInTwoLinesWithStatus2(String line) {
    CommandRun run = CommandRun.of(line.isEmpty() ? new Object[0] : (Object[]) line.split(" "));
    assertEquals(2, run.status(), run.err());
    assertEquals("", run.out());
    assertTrue(run.err().startsWith("godwit: "), run.err());
    assertTrue(run.err().contains("--help"), run.err());
  }

  @Test
  void makesACertificateAuthorityAndAuthorities() throws Exception {
    CommandRun init = CommandRun.of("pki", "init", folder, "--json");
    assertEquals(0, init.status(), init.err());
    assertEquals(folder.resolve("ca.key").toString(), init.json().get("key").asText());
    CommandRun nation = CommandRun.of(
        "pki",
        "authority",
        folder,
        "--country",
        250,
        "--state",
        0,
        "--host",
        "a.example",
        "--json");
    assertEquals(0, nation.status(), nation.err());
    assertEquals("urn:hix:authority:250:0", nation.json().get("urn").asText());
    assertEquals(
        folder.resolve("250-0.pem").toString(), nation.json().get("certificate").asText());
    CommandRun custom = CommandRun.of("pki", "authority", folder, "--custom", "C0FFEE01");
    assertEquals(0, custom.status(), custom.err());
    assertTrue(custom.out().contains("urn:hix:authority:custom:c0ffee01"), custom.out());
    assertTrue(Files.exists(folder.resolve("custom-c0ffee01.key")));
  }

  @Test
  void aFailureIsOneLineAndItsStackTraceIsThereOnRequest() {
    CommandRun.of("pki", "init", folder);
    CommandRun again = CommandRun.of("pki", "init", folder);
    assertEquals(1, again.status());
    assertEquals("", again.out());
    assertEquals(
        List.of("godwit: cannot use " + folder.resolve("ca.pem")
            + ": exists already and is never overwritten; move it away first"),
        again.err().lines().toList());
    CommandRun verbose = CommandRun.of("pki", "init", folder, "--verbose");
    assertTrue(verbose.err().contains("\tat godwit.trust.Pki."), verbose.err());
  }

  @Test
  void logsGoToStandardError() {
    PrintStream out = System.out;
    PrintStream err = System.err;
    var toOut = new ByteArrayOutputStream();
    var toErr = new ByteArrayOutputStream();
    try {
      System.setOut(new PrintStream(toOut, true, StandardCharsets.UTF_8));
      System.setErr(new PrintStream(toErr, true, StandardCharsets.UTF_8));
      LoggerFactory.getLogger(MainTest.class).info("told");
      LoggerFactory.getLogger(MainTest.class).debug("kept");
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
    String logged = toErr.toString(StandardCharsets.UTF_8);
    assertTrue(logged.matches("\\S+Z INFO  MainTest: told\\R"), logged);
    assertEquals("", toOut.toString(StandardCharsets.UTF_8));
  }

  @Test
  void theProgramPrintsUtf8AndEndsWithTheStatus() throws Exception {
    Path file = folder.resolve("Île.yaml");
    Process process = new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Dstdout.encoding=US-ASCII",
            "-cp",
            System.getProperty("java.class.path"),
            "godwit.cli.Main",
            "check",
            "--json",
            "--config",
            file.toString())
        .redirectError(folder.resolve("err").toFile())
        .start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    assertEquals(1, process.exitValue());
    assertTrue(new CommandRun(1, out, "").json().toString().contains(file + ": there is no"), out);
    assertFalse(new CommandRun(1, out, "").json().get("ok").asBoolean());
    assertEquals("", Files.readString(folder.resolve("err")));
  }
}
