package godwit.cli.trust;

import picocli.CommandLine.Command;

/// `godwit keys make`: a new key.
@Command(
    name = "make",
    description = "Make a new key, and the file that peers are given of it.",
    synopsisSubcommandLabel = "KIND",
    subcommands = KeysMakeSigningCommand.class)
final class KeysMakeCommand {}
