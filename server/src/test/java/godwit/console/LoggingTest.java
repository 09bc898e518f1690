package godwit.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.ContextInitializer;
import ch.qos.logback.core.ConsoleAppender;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class LoggingTest {
  private static final String FILE = "logback.configurationFile";

  @Test
  void logsGoToStandardError() {
    Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    var stderr = assertInstanceOf(ConsoleAppender.class, root.getAppender("stderr"));
    assertEquals("System.err", stderr.getTarget());
    assertEquals(Level.INFO, root.getLevel());
  }

  @Test
  void aFileOfTheOperatorsStandsInItsPlace(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("logback.xml");
    Files.writeString(file, "<configuration><root level='WARN'/></configuration>");
    LoggerContext context = new LoggerContext();
    System.setProperty(FILE, file.toString());
    try {
      new ContextInitializer(context).autoConfig();
    } finally {
      System.clearProperty(FILE);
    }
    Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    assertEquals(Level.WARN, root.getLevel());
    assertNull(root.getAppender("stderr"));
  }
}
