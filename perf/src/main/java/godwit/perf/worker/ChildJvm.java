package godwit.perf.worker;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The command that starts a JVM like this one: the same Java, the same classes.
public final class ChildJvm {
  private ChildJvm() {}

  /// The program of this JVM's Java.
  public static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /// A command for one of this program's own classes.
  public static List<String> command(Class<?> main, List<String> options, List<String> arguments) {
    List<String> command = new ArrayList<>(List.of(java()));
    command.addAll(options);
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(arguments);
    return command;
  }
}
