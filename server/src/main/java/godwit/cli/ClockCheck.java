package godwit.cli;

import godwit.check.Finding;
import godwit.cli.admin.NodeClock;
import godwit.cli.admin.OpsClient;
import godwit.config.ServerConfig;
import godwit.console.CommandFailure;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// Whether a running node's clock, its database's and the last run of maintenance agree; an
/// operator may confirm that they are right.
///
/// Nothing is found where no node runs, unless it was to be told something.
final class ClockCheck {
  private static final String ABOUT = "clocks";
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final String SET_THEM =
      "Set the clock that is wrong; if both are right and maintenance did not run for long, add"
          + " --confirm-clock.";
  private static final String AFTER_A_STOP =
      "If no node ran for long, this ends with the first run, 15 minutes after the start. Otherwise"
          + " set the clock that is wrong.";

  private final ServerConfig config;
  private final Path file;

  /// @param file that the configuration was read from
  ClockCheck(ServerConfig config, Path file) {
    this.config = config;
    this.file = file;
  }

  /// Asks the node.
  List<Finding> findings() throws InterruptedException {
    if (config.listen().ops().port() == 0) return List.of();
    try {
      return findings(NodeClock.ask(client()));
    } catch (CommandFailure failure) {
      return failure.getCause() instanceof ConnectException
          ? List.of()
          : List.of(unanswered(String.valueOf(failure.getMessage())));
    } catch (IOException failure) {
      return List.of(unanswered("it gives no answer: " + failure.getClass().getSimpleName()));
    }
  }

  /// Tells the node that its clocks are right.
  List<Finding> confirm() throws InterruptedException {
    try {
      NodeClock clock = NodeClock.confirm(client());
      return List.of(
          clock.confirmed()
              ? Finding.note(
                  ABOUT, "Confirmed that they are right.", "Every node goes on with its next run.")
              : Finding.error(
                  ABOUT,
                  "Not confirmed: " + clock.disagreement().orElse("they disagree") + ".",
                  "Set the one that is wrong first."));
    } catch (CommandFailure failure) {
      return List.of(unconfirmed(String.valueOf(failure.getMessage())));
    } catch (IOException failure) {
      return List.of(unconfirmed("no answer: " + failure.getClass().getSimpleName()));
    }
  }

  private OpsClient client() {
    return OpsClient.of(config, file).within(PATIENCE);
  }

  private static List<Finding> findings(NodeClock clock) {
    if (clock.disagreement().isPresent()) {
      String problem = clock.disagreement().get() + ".";
      return List.of(
          clock.held()
              ? Finding.error(
                  ABOUT, "Nothing is forgotten and nothing made to send: " + problem, SET_THEM)
              : Finding.warning(
                  ABOUT, "Maintenance may stop with its next run: " + problem, AFTER_A_STOP));
    }
    return clock.held()
        ? List.of(Finding.note(
            ABOUT, "They disagreed and agree again.", "Work goes on within 15 minutes."))
        : List.of();
  }

  private Finding unanswered(String problem) {
    return Finding.warning(
        ABOUT,
        "%s does not say what its clocks show: %s.".formatted(config.listen().ops(), problem),
        "See that it is this node which listens there, and its log.");
  }

  private static Finding unconfirmed(String problem) {
    return Finding.error(
        ABOUT, "Not confirmed: " + problem + ".", "Ask again once the node answers.");
  }
}
