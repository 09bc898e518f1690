package godwit.cli.exchange;

import picocli.CommandLine.Command;

/// `godwit delivery`: batches on their way to other authorities, and those that were put aside.
@Command(
    name = "delivery",
    description = "Batches for other authorities: what waits, what was refused and why.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      DeliveryListCommand.class,
      DeliveryShowCommand.class,
      DeliveryReplayCommand.class,
      DeliveryDropCommand.class,
    })
public final class DeliveryCommand {}
