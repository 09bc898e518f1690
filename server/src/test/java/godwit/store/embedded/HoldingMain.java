package godwit.store.embedded;

import java.io.IOException;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;

/// A process that holds an embedded server until it is ended from outside; SIGTERM closes it.
final class HoldingMain {
  private HoldingMain() {}

  public static void main(String[] arguments) throws IOException {
    EmbeddedPostgres postgres = EmbeddedPostgres.start(Path.of(arguments[0]));
    Runtime.getRuntime().addShutdownHook(new Thread(() -> close(postgres)));
    System.out.println("server " + postgres.serverPid());
    int end = System.in.read(); // ends with the test, whatever becomes of it
    LoggerFactory.getLogger(HoldingMain.class).info("input ended: {}", end);
  }

  private static void close(EmbeddedPostgres postgres) {
    try {
      postgres.close();
    } catch (IOException failure) {
      LoggerFactory.getLogger(HoldingMain.class).error("not closed", failure);
    }
  }
}
