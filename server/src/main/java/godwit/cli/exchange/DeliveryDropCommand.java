package godwit.cli.exchange;

import picocli.CommandLine.Command;

/// `godwit delivery drop`: gives up what waits or was put aside.
@Command(name = "drop", description = "Give a batch up: it is never sent.")
final class DeliveryDropCommand extends DeliveryChange {
  DeliveryDropCommand() {
    super("drop");
  }
}
