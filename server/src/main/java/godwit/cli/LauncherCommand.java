package godwit.cli;

import godwit.console.CommandFailure;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;

/// What the script `godwit` does by itself or with another program: listed here, so that its help
/// is whole.
///
/// @param name that the script knows it by
/// @param description as the help has it
record LauncherCommand(String name, String description) implements Callable<Integer> {
  /// All of them.
  static final List<LauncherCommand> ALL = List.of(
      new LauncherCommand(
          "aot", "Learn how the server starts, so that it starts faster; again after each build."),
      new LauncherCommand("bench", "Measure the server beside the limits of this machine."),
      new LauncherCommand("bridge", "Turn what a venue's BLE gateways hear into contact events."));

  @Override
  public Integer call() {
    throw new CommandFailure(name + " is started by the script of that name: ./godwit " + name);
  }

  /// How the command line knows it.
  CommandSpec spec() {
    CommandSpec spec =
        CommandSpec.wrapWithoutInspection(this).name(name).mixinStandardHelpOptions(true);
    spec.usageMessage().description(description);
    return spec;
  }
}
