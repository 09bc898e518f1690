package godwit.cli.trust;

import picocli.CommandLine.Command;

/// `godwit keys make`: a new key.
@Command(
    name = "make",
    description = "Make a new key.",
    synopsisSubcommandLabel = "KIND",
    subcommands = {KeysMakeSigningCommand.class, KeysMakeHeldCommand.class})
final class KeysMakeCommand {}
