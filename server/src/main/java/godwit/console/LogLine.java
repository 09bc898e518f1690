package godwit.console;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/// One event as `TIME LEVEL CLASS: MESSAGE`, and a stack trace below it if there is one.
///
/// - units: UTC to the millisecond, as in `2026-03-01T12:00:00.000Z`
final class LogLine extends LayoutBase<ILoggingEvent> {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
  private static final int LEVEL_WIDTH = 5;

  @Override
  public String doLayout(ILoggingEvent event) {
    String level = event.getLevel().toString();
    String name = event.getLoggerName();
    var line = new StringBuilder();
    TIME.formatTo(Instant.ofEpochMilli(event.getTimeStamp()), line);
    line.append(' ').append(level).repeat(' ', Math.max(0, LEVEL_WIDTH - level.length()));
    line.append(' ').append(name, name.lastIndexOf('.') + 1, name.length());
    line.append(": ").append(event.getFormattedMessage()).append(System.lineSeparator());
    if (event.getThrowableProxy() != null) {
      line.append(ThrowableProxyUtil.asString(event.getThrowableProxy()));
    }
    return line.toString();
  }
}
