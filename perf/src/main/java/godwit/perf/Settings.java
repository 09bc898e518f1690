package godwit.perf;

import godwit.perf.load.Workload;
import godwit.perf.worker.ChildJvm;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a run measures, how often, and which server.
///
/// @param workloads by name, in the order in which a pass runs them
/// @param warmUps passes before the first that counts
/// @param partMillis of each part but PostgreSQL's
/// @param appendMillis of that: long, since its processes' time is known to 10 ms only
/// @param server the command that runs `godwit`, without arguments
/// @param budget after which no pass begins that would not fit, once one was made
/// @param profile a file for a flight recording of A
/// @param beside another build that this one is compared with
record Settings(
    Map<String, Workload> workloads,
    int passes,
    int warmUps,
    long partMillis,
    long appendMillis,
    List<String> server,
    Optional<Duration> budget,
    Optional<Path> profile,
    Optional<Beside> beside) {

  /// Another build, and how much both get of the same.
  ///
  /// @param server the command that runs its `godwit`, without arguments
  /// @param batches of a million exposures of a pair
  /// @param warmUps as much as a pair, before the first pair
  record Beside(List<String> server, int batches, int warmUps) {}

  /// Whether time is short: then figures are not good enough to repeat or to judge them.
  boolean isQuick() {
    return budget.isPresent();
  }

  /// The command of node A.
  List<String> serverA() {
    if (profile.isEmpty()) return server;
    List<String> command = new ArrayList<>(server);
    command.add(1, "-XX:StartFlightRecording=settings=profile,filename=" + profile.get());
    command.add(1, "-Xlog:jfr+startup=error"); // its greeting would come before the ready line
    return command;
  }

  /// A server as `./godwit serve` starts it.
  ///
  /// @param jar the server's; without it the classes of this program are taken
  /// @param optionsFile the JVM's options, one a line
  /// @param options further ones, which win
  static List<String> server(
      Optional<String> jar, Optional<String> optionsFile, List<String> options) {
    List<String> command = new ArrayList<>(List.of(ChildJvm.java()));
    optionsFile.ifPresent(file -> command.add("@" + file));
    command.addAll(options);
    if (jar.isPresent()) {
      command.addAll(List.of("-jar", jar.get()));
      return command;
    }
    command.addAll(List.of(
        "--enable-native-access=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=allow",
        "-cp",
        System.getProperty("java.class.path"),
        "godwit.cli.Main"));
    return command;
  }
}
