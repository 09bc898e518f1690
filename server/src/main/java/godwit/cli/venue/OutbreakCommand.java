package godwit.cli.venue;

import picocli.CommandLine.Command;

/// `godwit outbreak`: what is known of a risk at a venue.
@Command(
    name = "outbreak",
    description = "Declare outbreaks at venues: who was there is told, wherever they are at home.",
    subcommands = {
      OutbreakDeclareCommand.class,
      OutbreakListCommand.class,
      OutbreakWithdrawCommand.class
    },
    synopsisSubcommandLabel = "COMMAND")
public final class OutbreakCommand {}
