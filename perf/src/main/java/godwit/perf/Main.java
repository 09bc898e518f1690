package godwit.perf;

import godwit.console.Failures;
import godwit.console.UnknownCommands;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import picocli.CommandLine;

/// `godwit bench`, or with `--jmh` first the microbenchmarks' own command line.
public final class Main {
  private Main() {}

  public static void main(String[] args) throws IOException {
    if (args.length > 0 && args[0].equals("--jmh")) {
      org.openjdk.jmh.Main.main(Arrays.copyOfRange(args, 1, args.length));
      return;
    }
    System.exit(run(utf8(System.out), utf8(System.err), args));
  }

  /// Runs the command and returns its exit status.
  static int run(PrintWriter out, PrintWriter err, String... args) {
    BenchCommand bench = new BenchCommand();
    Failures failures = new Failures(bench::isVerbose);
    return new CommandLine(bench)
        .setExecutionStrategy(new UnknownCommands())
        .setOut(out)
        .setErr(err)
        .setExecutionExceptionHandler(failures)
        .setParameterExceptionHandler(failures)
        .execute(args);
  }

  private static PrintWriter utf8(PrintStream stream) {
    return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
  }
}
