package godwit.cli.audit;

import godwit.cli.admin.NodeOptions;
import godwit.console.CommandFailure;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `godwit audit export`: the whole chain, a link a line, on standard output.
@Command(
    name = "export",
    description =
        "Print the whole chain, one JSON document a line; `audit verify --file` reads it.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class AuditExportCommand implements Callable<Integer> {
  @ArgGroup(multiplicity = "1")
  private NodeOptions node;

  @Spec
  private CommandSpec command;

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = command.commandLine().getOut();
    Chain chain = new Chain(Optional.empty());
    AuditPages.each(node.client(), link -> {
      chain.follow(link);
      out.println(Chain.line(link));
    });
    /* It stays silent, whoever does not take what is printed. */
    if (out.checkError()) throw new CommandFailure("not all could be printed");
    return ExitCode.OK;
  }
}
