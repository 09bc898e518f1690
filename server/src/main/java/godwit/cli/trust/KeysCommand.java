package godwit.cli.trust;

import picocli.CommandLine.Command;

/// `godwit keys`: the keys of an authority.
@Command(
    name = "keys",
    description = "Make the keys that an authority signs and seals with, and see which are in use.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {KeysMakeCommand.class, KeysListCommand.class})
public final class KeysCommand {}
