package godwit.cli;

import picocli.CommandLine.Command;

/// `godwit batch`: batches as files.
@Command(
    name = "batch",
    description = "Make and convert batches.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      BatchMakeCommand.class,
      BatchConvertCommand.class,
    })
final class BatchCommand {}
