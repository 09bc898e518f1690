package godwit.cli.exchange;

import picocli.CommandLine.Command;

/// `godwit delivery replay`: sends off again what was put aside.
@Command(
    name = "replay",
    description = "Send a batch off again: the same bytes where nobody holds an outcome of it,"
        + " else a batch made anew.")
final class DeliveryReplayCommand extends DeliveryChange {
  DeliveryReplayCommand() {
    super("replay");
  }
}
