package godwit.cli;

import godwit.check.DatabaseCheck;
import godwit.check.Finding;
import godwit.check.HeldKeysCheck;
import godwit.check.KeysCheck;
import godwit.check.PeersCheck;
import godwit.check.TlsCheck;
import godwit.config.ConfigException;
import godwit.config.RobertSection;
import godwit.config.ServerConfig;
import godwit.console.Output;
import godwit.time.TimeSource;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `godwit check`: what would keep a node from working, before it is started or while it runs.
///
/// It changes nothing, unless it is to confirm clocks; what it asks over a network has 5 s to
/// answer.
@Command(
    name = "check",
    description = "Say what is wrong with a configuration and its files, and what to do.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class CheckCommand implements Callable<Integer> {
  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "The configuration.")
  private Path file;

  @Option(
      names = "--confirm-clock",
      description = "Tell the running node that its clock and its database's are right, though"
          + " maintenance last ran more than a day before or after what they show.")
  private boolean confirmClock;

  @Mixin
  private Output output;

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<Finding> findings = findings();
    boolean ok = findings.stream().noneMatch(Finding::isError);
    var document =
        new Document(ok, findings.stream().map(CheckCommand::document).toList());
    output.result(document, text(findings));
    return ok ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  private List<Finding> findings() throws IOException, InterruptedException {
    ServerConfig config;
    try {
      config = ServerConfig.read(file);
    } catch (ConfigException wrong) {
      return findings(wrong);
    }
    List<Finding> findings = new ArrayList<>(
        new TlsCheck(TimeSource.system()).findings(config.authority(), config.tls()));
    findings.addAll(new KeysCheck(TimeSource.system()).findings(config));
    boolean showsItself = findings.stream().noneMatch(Finding::isError);
    Vertx vertx = Vertx.vertx();
    try {
      findings.addAll(new DatabaseCheck(vertx).findings(config.database(), config.data()));
      if (showsItself) findings.addAll(new PeersCheck(vertx, TimeSource.system()).findings(config));
    } finally {
      vertx.close();
    }
    findings.addAll(federationKey(config));
    findings.addAll(HeldKeysCheck.findings(config));
    if (!config.mixes()) {
      findings.add(Finding.warning(
          "mix",
          "mix.every is 0s, so exposures leave as they come, and show whose belong together.",
          "Leave it out, unless this is a trial."));
    }
    var clocks = new ClockCheck(config, file);
    findings.addAll(confirmClock ? clocks.confirm() : clocks.findings());
    return findings;
  }

  private static List<Finding> federationKey(ServerConfig config) {
    try {
      config.robert().ifPresent(RobertSection::open);
      return List.of();
    } catch (ConfigException wrong) {
      return findings(wrong);
    }
  }

  private static List<Finding> findings(ConfigException wrong) {
    return wrong.problems().stream()
        .map(problem -> Finding.error(
            "configuration", problem + ".", "Correct it; examples/ explains every key."))
        .toList();
  }

  /// The result as JSON.
  record Document(boolean ok, List<Entry> findings) {}

  /// A finding as JSON.
  record Entry(String severity, String about, String problem, String remedy) {}

  private static Entry document(Finding finding) {
    return new Entry(
        finding.severity().word(), finding.about(), finding.problem(), finding.remedy());
  }

  private String text(List<Finding> findings) {
    Stream<String> lines = findings.stream().map(Finding::toString);
    boolean wrong = findings.stream().anyMatch(Finding::isWrong);
    return (wrong ? lines : Stream.concat(lines, Stream.of(file + ": nothing is wrong")))
        .collect(Collectors.joining("\n"));
  }
}
