package godwit.cli.trust;

import picocli.CommandLine.Command;

/// `godwit keys make`: a new key.
@Command(
    name = "make",
    description = "Make a new key.",
    synopsisSubcommandLabel = "KIND",
    subcommands = {
      KeysMakeSigningCommand.class,
      KeysMakeSealingCommand.class,
      KeysMakeHeldCommand.class
    })
final class KeysMakeCommand {}
