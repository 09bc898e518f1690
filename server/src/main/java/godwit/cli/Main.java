package godwit.cli;

import static java.util.Map.entry;

import godwit.cli.admin.CertifyCommand;
import godwit.cli.admin.CodeCommand;
import godwit.cli.admin.ForgetCommand;
import godwit.cli.audit.AuditCommand;
import godwit.cli.exchange.DeliveryCommand;
import godwit.cli.exchange.PauseCommand;
import godwit.cli.exchange.ReconcileCommand;
import godwit.cli.exchange.ResumeCommand;
import godwit.cli.trust.KeysCommand;
import godwit.cli.trust.ReloadCommand;
import godwit.cli.venue.OutbreakCommand;
import godwit.cli.venue.VenueCommand;
import godwit.console.Failures;
import godwit.console.UnknownCommands;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/// The command line `godwit`: one class a command, results on standard output, all else on error.
///
/// Exit status: 0 done, 1 failed, 2 wrong usage.
@Command(
    name = "godwit",
    description = "The endpoint of a health authority, or of a hub between authorities.",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = Main.Version.class,
    synopsisSubcommandLabel = "COMMAND")
public final class Main {
  static final Map<String, Class<?>> COMMANDS = new TreeMap<>(Map.ofEntries(
      entry("audit", AuditCommand.class),
      entry("batch", BatchCommand.class),
      entry("certify", CertifyCommand.class),
      entry("check", CheckCommand.class),
      entry("code", CodeCommand.class),
      entry("conformance", ConformanceCommand.class),
      entry("delivery", DeliveryCommand.class),
      entry("demo", DemoCommand.class),
      entry("forget", ForgetCommand.class),
      entry("inspect", InspectCommand.class),
      entry("outbreak", OutbreakCommand.class),
      entry("pause", PauseCommand.class),
      entry("keys", KeysCommand.class),
      entry("pki", PkiCommand.class),
      entry("reconcile", ReconcileCommand.class),
      entry("reload", ReloadCommand.class),
      entry("resume", ResumeCommand.class),
      entry("send", SendCommand.class),
      entry("serve", ServeCommand.class),
      entry("venue", VenueCommand.class)));

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Show the stack trace of a failure.")
  private boolean verbose;

  private Main() {}

  public static void main(String[] args) {
    System.exit(run(utf8(System.out), utf8(System.err), args));
  }

  /// Runs one command and returns its exit status.
  public static int run(PrintWriter out, PrintWriter err, String... args) {
    var main = new Main();
    var failures = new Failures(() -> main.verbose);
    var line = new CommandLine(main);
    /* Reading what all the others are takes longer than a node needs to start. */
    Optional<Class<?>> only =
        args.length == 0 ? Optional.empty() : Optional.ofNullable(COMMANDS.get(args[0]));
    only.ifPresentOrElse(command -> line.addSubcommand(command), () -> addAll(line));
    return line.setExecutionStrategy(new UnknownCommands())
        .setOut(out)
        .setErr(err)
        .setExecutionExceptionHandler(failures)
        .setParameterExceptionHandler(failures)
        .execute(args);
  }

  /* In the order of their names, whoever runs them. */
  private static void addAll(CommandLine line) {
    Map<String, Object> all = new TreeMap<>(COMMANDS);
    LauncherCommand.ALL.forEach(command -> all.put(command.name(), command.spec()));
    all.forEach(line::addSubcommand);
  }

  private static PrintWriter utf8(PrintStream stream) {
    return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
  }

  /// What `--version` prints: this build, and the Java that runs it.
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Optional.ofNullable(Main.class.getPackage().getImplementationVersion())
          .orElse("(not packaged)");
      return new String[] {"godwit " + version + ", Java " + Runtime.version()};
    }
  }
}
