package godwit.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogLineTest {
  private static LoggingEvent event(Level level, String message) {
    var logger = new LoggerContext().getLogger("godwit.exchange.Outbox");
    var event = new LoggingEvent("", logger, level, message, null, new Object[] {3});
    event.setTimeStamp(Instant.parse("2026-03-01T12:00:00.007Z").toEpochMilli());
    return event;
  }

  @Test
  void saysWhenHowBadWhereAndWhat() {
    assertEquals(
        "2026-03-01T12:00:00.007Z WARN  Outbox: 3 batches wait" + System.lineSeparator(),
        new LogLine().doLayout(event(Level.WARN, "{} batches wait")));
  }

  @Test
  void putsTheStackTraceBelow() {
    LoggingEvent event = event(Level.ERROR, "no way");
    event.setThrowableProxy(new ThrowableProxy(new IOException("closed")));
    List<String> lines = new LogLine().doLayout(event).lines().toList();
    assertEquals("2026-03-01T12:00:00.007Z ERROR Outbox: no way", lines.get(0));
    assertEquals("java.io.IOException: closed", lines.get(1));
    assertTrue(lines.get(2).contains("at godwit.console.LogLineTest"), lines.get(2));
  }
}
