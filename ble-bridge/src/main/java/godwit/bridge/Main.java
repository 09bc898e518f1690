package godwit.bridge;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `godwit bridge`: what a venue's BLE gateways hear becomes contact events.
///
/// Exit status: 0 done, 1 failed, 2 wrong usage.
@Command(
    name = "godwit bridge",
    description = "Turns what a venue's BLE gateways hear into contact events.")
public final class Main {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Explains this command.")
  @SuppressWarnings("UnusedVariable") // picocli looks at the annotation
  private boolean help;

  private Main() {}

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
    return new CommandLine(new Main())
        .addSubcommand(new ReplayCommand(in, out, err))
        .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(err, true, StandardCharsets.UTF_8))
        .execute(arguments);
  }

  private static PrintStream utf8(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), false, StandardCharsets.UTF_8);
  }
}
