package godwit.cli.venue;

import picocli.CommandLine.Command;

/// `godwit venue`: the venues whose exposures the running node lists.
@Command(
    name = "venue",
    description = "The registry of venues: exposures of a venue are listed once it is entered.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      VenueAddCommand.class,
      VenueListCommand.class,
      VenueRemoveCommand.class,
    })
public final class VenueCommand {}
