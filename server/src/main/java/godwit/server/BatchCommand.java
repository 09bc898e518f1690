package godwit.server;

import picocli.CommandLine.Command;

/// `godwit batch`: batches as files.
@Command(
    name = "batch",
    description = "Make batches.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      BatchMakeCommand.class,
    })
final class BatchCommand {}
