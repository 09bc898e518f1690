package godwit.store.embedded;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.time.Duration;

/// The ways to stop a PostgreSQL server, from polite to final, each with the time it is given.
///
/// None of them loses a commit: after the last two the server recovers from its log when started
/// again. The JDK itself can send only TERM (which waits for all clients) and KILL, hence kill(2).
enum Shutdown {
  /// Open transactions are rolled back, everything is written, the server leaves.
  FAST(2, Duration.ofSeconds(30)),
  /// The server leaves at once.
  IMMEDIATE(3, Duration.ofSeconds(10)),
  /// The server is removed.
  KILL(9, Duration.ofSeconds(5));

  private static final MethodHandle SEND = send();

  final Duration patience;
  private final int signal;

  Shutdown(int signal, Duration patience) {
    this.signal = signal;
    this.patience = patience;
  }

  /// Sends the signal; a process that has gone meanwhile is no error.
  void send(long pid) {
    if (pid <= 1) {
      throw new IllegalArgumentException("pid=" + pid);
    }
    try {
      int ignored = (int) SEND.invokeExact(Math.toIntExact(pid), signal);
    } catch (Throwable failure) {
      throw new IllegalStateException("signal=" + signal + " pid=" + pid, failure);
    }
  }

  @SuppressWarnings("restricted")
  private static MethodHandle send() {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow("kill"),
        FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
  }
}
