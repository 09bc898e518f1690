package godwit.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/// A checkout with the real launcher, in a folder of its own: its Maven writes empty jars, its JDKs
/// print what they are started with, and no tool or JDK of the machine is found but those named.
final class FakeCheckout {
  private static final List<String> TOOLS = List.of(
      "sh",
      "cat",
      "dirname",
      "find",
      "head",
      "mkdir",
      "mktemp",
      "mv",
      "readlink",
      "rm",
      "sed",
      "sleep",
      "tail");
  private static final List<String> MODULES = List.of("codec", "server", "ble-bridge", "perf");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /// How a launch ended.
  record Launch(long process, int status, String out, String err) {
    /// What the JVM was given, one a line, after its own path.
    List<String> arguments() {
      return out.lines().skip(1).toList();
    }

    /// The JVM that was started.
    String java() {
      return out.lines().findFirst().orElse("");
    }
  }

  final Path root;
  final Path tools;
  final Path jvms;
  private final Map<String, String> environment = new TreeMap<>();

  /// @param folder an empty one; its path may hold spaces
  FakeCheckout(Path folder) throws IOException {
    root = Files.createDirectory(folder.resolve("check out"));
    tools = Files.createDirectory(folder.resolve("tools"));
    jvms = Files.createDirectory(folder.resolve("jvms"));
    for (String tool : TOOLS) allow(tool);
    for (String file : List.of("godwit", "jvm.options")) {
      Files.copy(repository().resolve(file), root.resolve(file));
    }
    makeExecutable(root.resolve("godwit"));
    source("pom.xml");
    for (String module : MODULES) {
      source(module + "/pom.xml");
      source(module + "/src/main/java/Source.java");
    }
    maven("""
        case "$*" in *perf*) modules="server perf" ;; *) modules="server ble-bridge" ;; esac
        for module in $modules; do
          mkdir -p $module/target/lib && : >$module/target/godwit-$module-0.1.0-SNAPSHOT.jar
        done
        """);
    set("PATH", tools.toString());
    set("HOME", folder.resolve("nobody").toString());
    set("GODWIT_JVMS", jvms.toString());
  }

  static Path repository() {
    Path start = Path.of("").toAbsolutePath();
    Path folder = start;
    while (!Files.exists(folder.resolve("mvnw"))) {
      if (folder.getNameCount() == 0) throw new IllegalStateException("no mvnw above " + start);
      folder = folder.resolve("..").normalize();
    }
    return folder;
  }

  /// Gives the launcher a tool of this machine; false if the machine has none.
  boolean allow(String tool) throws IOException {
    for (String folder : System.getenv("PATH").split(File.pathSeparator, -1)) {
      Path found = Path.of(folder, tool);
      if (Files.isExecutable(found)) {
        script(tools.resolve(tool), "exec '" + found + "' \"$@\"\n");
        return true;
      }
    }
    return false;
  }

  void set(String variable, String value) {
    environment.put(variable, value);
  }

  /// Writes a source that was last changed an hour ago.
  void source(String path) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "");
    var past = FileTime.from(Instant.now().minus(Duration.ofHours(1)));
    for (Path aged = file; !aged.equals(root); aged = aged.resolve("..").normalize()) {
      Files.setLastModifiedTime(aged, past);
    }
  }

  /// What Maven does here, beside noting that it was called, with which Java and what for.
  void maven(String commands) throws IOException {
    script(root.resolve("mvnw"), "echo \"$JAVA_HOME $*\" >>builds\n" + commands);
  }

  List<String> builds() throws IOException {
    Path builds = root.resolve("builds");
    return Files.exists(builds) ? Files.readAllLines(builds) : List.of();
  }

  /// Makes a JDK; its programs are in `bin`.
  Path jdk(Path home, String version) throws IOException {
    jre(home, version);
    script(home.resolve("bin/javac"), "exit 1\n");
    return home;
  }

  /// Makes a JDK without a compiler.
  Path jre(Path home, String version) throws IOException {
    Files.createDirectories(home.resolve("bin"));
    Files.writeString(
        home.resolve("release"), "IMPLEMENTOR=\"None\"\nJAVA_VERSION=\"" + version + "\"\n");
    script(home.resolve("bin/java"), """
        echo "$0"
        learned=
        for argument; do
          echo "$argument"
          case $argument in -XX:AOTCacheOutput=*) learned=${argument#*=} ;; esac
        done
        echo "process $$" >&2
        if [ -n "$learned" ] && [ -z "${FAKE_STATUS:-}" ]; then
          echo "ready peers=1 devices=2 ops=3"
          trap ': >"$learned"; exit 143' TERM
          while :; do sleep 0.1; done
        fi
        exit ${FAKE_STATUS:-0}
        """);
    return home;
  }

  Launch launch(String... arguments) throws IOException, InterruptedException {
    return launch(root, root.resolve("godwit"), arguments);
  }

  Launch launch(Path folder, Path launcher, String... arguments)
      throws IOException, InterruptedException {
    Path out = Files.createTempFile(jvms.getParent(), "out", "");
    Path err = Files.createTempFile(jvms.getParent(), "err", "");
    var process = builder(folder, launcher, arguments)
        .redirectOutput(out.toFile())
        .redirectError(err.toFile())
        .start();
    return new Launch(process.pid(), status(process), Files.readString(out), Files.readString(err));
  }

  /// A launch that goes on while the test does something else.
  Process start(String... arguments) throws IOException {
    return builder(root, root.resolve("godwit"), arguments).start();
  }

  /// Waits for the end of a launch, and no longer than is sane.
  static int status(Process process) throws InterruptedException {
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("still running after " + PATIENCE);
    }
    return process.exitValue();
  }

  private ProcessBuilder builder(Path folder, Path launcher, String... arguments) {
    var builder = new ProcessBuilder(launcher.toString()).directory(folder.toFile());
    builder.command().addAll(List.of(arguments));
    builder.environment().clear();
    builder.environment().putAll(environment);
    return builder;
  }

  private static void script(Path file, String commands) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + commands, UTF_8);
    makeExecutable(file);
  }

  private static void makeExecutable(Path file) throws IOException {
    if (!file.toFile().setExecutable(true)) throw new IOException("cannot execute " + file);
  }
}
