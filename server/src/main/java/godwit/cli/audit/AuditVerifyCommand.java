package godwit.cli.audit;

import godwit.cli.admin.NodeOptions;
import godwit.console.CommandFailure;
import godwit.console.Output;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `godwit audit verify`: whether the chain is whole, of a node or of a file that was exported.
@Command(
    name = "verify",
    description = {
      "Follow the chain of the audit from its first entry, and say whether it is whole.",
      "Status 1 where an entry was altered, left out or put elsewhere. That all was written anew,"
          + " or the newest taken away, shows with --known alone."
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class AuditVerifyCommand implements Callable<Integer> {
  @ArgGroup(multiplicity = "0..1")
  private @Nullable NodeOptions node;

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description = "What was exported, instead of a node.")
  private @Nullable Path file;

  @Option(
      names = "--known",
      paramLabel = "PLACE:HASH",
      description = "An entry that is known from before, as verify and the node's log print it.")
  private @Nullable String known;

  @Mixin
  private Output output;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if ((node == null) == (file == null)) {
      throw new CommandFailure("either a node (--config or --ops) or --file is needed");
    }
    Chain chain = new Chain(Optional.ofNullable(known)
        .map(text -> Chain.Head.parse(text)
            .orElseThrow(() -> new CommandFailure("--known is a place, ':' and 64 hex digits"))));
    if (node != null) {
      AuditPages.each(node.client(), chain::follow);
    } else if (file != null) {
      try (BufferedReader lines = Files.newBufferedReader(file)) {
        lines.lines().forEach(chain::follow);
      }
    }
    Chain.Head head = chain.end();
    output.result(
        Map.of("entries", head.place(), "head", head.toString()),
        "whole: %d entries, up to %s".formatted(head.place(), head));
    return ExitCode.OK;
  }
}
