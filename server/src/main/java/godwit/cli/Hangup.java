package godwit.cli;

import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The signal SIGHUP, which asks a process to read its configuration again.
/*
 * The JDK has it in a package that the compiler warns of, whatever is said to it; so it is named
 * here only.
 */
final class Hangup {
  private static final Logger LOG = LoggerFactory.getLogger(Hangup.class);

  private Hangup() {}

  /// Runs a task each time the signal comes.
  static void each(Runnable task) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object handling = Proxy.newProxyInstance(
          Hangup.class.getClassLoader(), new Class<?>[] {handler}, (_, method, _) -> {
            return switch (method.getName()) {
              case "handle" -> {
                task.run();
                yield null;
              }
              case "equals" -> false; // nobody compares it
              case "hashCode" -> 0;
              default -> "SIGHUP";
            };
          });
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), handling);
    } catch (ReflectiveOperationException | IllegalArgumentException unheard) {
      LOG.warn("SIGHUP is not heard here; use: godwit reload");
    }
  }
}
