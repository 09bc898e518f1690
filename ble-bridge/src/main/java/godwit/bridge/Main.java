package godwit.bridge;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `godwit bridge`: what a venue's BLE gateways hear becomes contact events.
///
/// Exit status: 0 done, 1 failed, 2 wrong usage.
@Command(
    name = "godwit bridge",
    description = "Turns what a venue's BLE gateways hear into contact events.")
public final class Main implements Callable<Integer> {
  private final PrintStream out;
  private final PrintStream err;

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Runs the bridge of a venue until it is told to stop.")
  private @Nullable Path config;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Explains this command.")
  @SuppressWarnings("UnusedVariable") // picocli looks at the annotation
  private boolean help;

  private Main(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  /// Runs a command and ends the process with its status.
  public static void main(String[] arguments) {
    PrintStream out = utf8(FileDescriptor.out);
    PrintStream err = utf8(FileDescriptor.err);
    int status = run(System.in, out, err, arguments);
    out.flush();
    err.flush();
    System.exit(status);
  }

  /// Runs a command; its result goes to `out`, all else to `err`.
  static int run(InputStream in, PrintStream out, PrintStream err, String... arguments) {
    return new CommandLine(new Main(out, err))
        .addSubcommand(new ReplayCommand(in, out, err))
        .addSubcommand(new CheckCommand(out, err))
        .addSubcommand(new StatusCommand(out, err))
        .addSubcommand(new LoadCommand(out, err))
        .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(err, true, StandardCharsets.UTF_8))
        .execute(arguments);
  }

  @Override
  public Integer call() {
    if (config == null) {
      throw new ParameterException(
          spec.commandLine(), "Missing required subcommand, or --config FILE to run a bridge");
    }
    return new RunCommand(out, err).run(config);
  }

  private static PrintStream utf8(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), false, StandardCharsets.UTF_8);
  }
}
