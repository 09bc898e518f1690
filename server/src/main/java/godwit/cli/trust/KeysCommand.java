package godwit.cli.trust;

import picocli.CommandLine.Command;

/// `godwit keys`: the keys that an authority signs with.
@Command(
    name = "keys",
    description = "Make the keys that batches are signed with, and see which are in use.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {KeysMakeCommand.class, KeysListCommand.class})
public final class KeysCommand {}
