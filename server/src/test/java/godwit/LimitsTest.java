package godwit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.domain.Limits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// docs/limits.md is true: what it names is there, and has the value that it says. And bounds that
/// depend on each other fit.
class LimitsTest {
  private static final Path ROOT = Path.of("..");
  private static final List<String> MODULES = List.of("codec", "server", "ble-bridge", "perf");
  private static final Pattern CODE = Pattern.compile("`([A-Z]\\w*)(?:\\.([A-Za-z_]\\w*))?`");
  private static final Pattern CONSTANT = Pattern.compile("[A-Z][A-Z0-9_]*");

  /* Where each class of the sources is, by its simple name. */
  private static final Map<String, Path> SOURCES = sources();

  /// A row of the page: its value, and the cell that says where it stands.
  private record Row(String bound, String value, String where) {}

  @Test
  void everyClassThatIsNamedIsThere() {
    List<String> missing = new ArrayList<>();
    for (Row row : rows()) {
      Matcher code = CODE.matcher(row.where());
      while (code.find()) {
        if (!SOURCES.containsKey(code.group(1))) missing.add(row.bound() + ": " + code.group());
      }
    }
    assertEquals(List.of(), missing);
  }

  @Test
  void everyConstantThatIsNamedHasTheValueThatIsSaid() {
    List<String> wrong = new ArrayList<>();
    int looked = 0;
    for (Row row : rows()) {
      Matcher code = CODE.matcher(row.where());
      while (code.find()) {
        String name = code.group(2);
        boolean ofLimits = code.group(1).equals("Limits");
        if (name == null || !(ofLimits || CONSTANT.matcher(name).matches())) continue;
        if (!isHere(code.group(1))) continue;
        looked++;
        Set<String> texts = texts(name, value(code.group(1), name));
        if (texts.stream().noneMatch(text -> says(row.value(), text))) {
          wrong.add(row.bound() + ": " + row.value() + " is not any of " + texts);
        }
      }
    }
    assertEquals(List.of(), wrong);
    assertTrue(looked > 30, "looked=" + looked);
  }

  @Test
  void everyBoundOfTheRecordIsOnThePage() {
    String page = page();
    for (var bound : Limits.class.getRecordComponents()) {
      assertTrue(page.contains("`Limits." + bound.getName() + "`"), bound.getName());
    }
  }

  @Test
  void boundsThatDependOnEachOtherFit() {
    long idle = number("ServerTls", "IDLE_SECONDS");
    assertTrue(
        number("PeerConnections", "KEPT_SECONDS") < idle, "a kept connection outlives the server");
    assertTrue(number("Prefer", "MAX_WAIT_SECONDS") < idle, "a wait outlives its connection");
    assertTrue(number("Download", "WAIT_SECONDS") < number("PeerConnections", "STALLED_SECONDS"));
    assertTrue(
        number("Download", "WAIT_SECONDS") <= number("Prefer", "MAX_WAIT_SECONDS"),
        "a fetcher asks for longer than is granted");
    assertTrue(number("Committer", "ENOUGH") <= number("Committer", "GROUP"));
    assertTrue(number("Committer", "GROUP") <= number("Committer", "WAITING"));
    long large = number("Pieces", "LARGE_BYTES");
    assertTrue(
        large >= number("BatchLayout", "MAX_BODY_BYTES") + number("BatchLayout", "HEADER_BYTES"),
        "a block does not lie whole in a window");
    assertTrue(
        Limits.DEFAULT.streamBytes() >= 64 * large, "few streams at once would use all memory up");
    assertTrue(
        Limits.DEFAULT.ratioTestedFromBytes() < Limits.DEFAULT.bodyBytes(),
        "the ratio is never looked at");
  }

  private static long number(String type, String name) {
    Object value = value(type, name);
    return value instanceof Duration duration ? duration.toSeconds() : ((Number) value).longValue();
  }

  private static boolean isHere(String type) {
    String path = String.valueOf(SOURCES.get(type));
    return path.startsWith("../server/") || path.startsWith("../codec/");
  }

  private static Object value(String type, String name) {
    try {
      Path source = SOURCES.get(type);
      if (source == null) throw new AssertionError("no class " + type);
      String path = source.toString().replaceFirst(".*/src/main/java/", "");
      Class<?> found = Class.forName(path.replaceFirst("[.]java$", "").replace('/', '.'));
      if (found == Limits.class && !CONSTANT.matcher(name).matches()) {
        return Limits.class.getMethod(name).invoke(Limits.DEFAULT);
      }
      Field field = found.getDeclaredField(name);
      assertTrue(Modifier.isStatic(field.getModifiers()), type + "." + name);
      field.setAccessible(true);
      return field.get(null);
    } catch (ReflectiveOperationException missing) {
      throw new LinkageError(type + "." + name, missing);
    }
  }

  /* How the page may write a value: its unit is in its name, or it is a duration. */
  private static Set<String> texts(String name, Object value) {
    Set<String> texts = new HashSet<>();
    String unit = name.toUpperCase(Locale.ROOT);
    if (value instanceof Duration duration) {
      addTime(texts, duration);
    } else if (value instanceof Number number) {
      long count = number.longValue();
      texts.add(String.format(Locale.ROOT, "%,d", count));
      if (unit.endsWith("SECONDS")) addTime(texts, Duration.ofSeconds(count));
      if (unit.endsWith("MILLIS")) addTime(texts, Duration.ofMillis(count));
      if (unit.endsWith("HOURS")) addTime(texts, Duration.ofHours(count));
      if (unit.endsWith("DAYS")) addTime(texts, Duration.ofDays(count));
      addBytes(texts, count);
    } else {
      texts.add(String.valueOf(value));
      Matcher age = Pattern.compile("max-age=(\\d+)").matcher(String.valueOf(value));
      if (age.find()) addTime(texts, Duration.ofSeconds(Long.parseLong(age.group(1))));
    }
    return texts;
  }

  private static void addTime(Set<String> texts, Duration time) {
    long millis = time.toMillis();
    texts.add(millis + " ms");
    if (millis % 1_000 == 0) texts.add(millis / 1_000 + " s");
    else texts.add(millis / 1_000.0 + " s");
    if (millis % 60_000 == 0) texts.add(millis / 60_000 + " min");
    if (millis % 3_600_000 == 0) texts.add(millis / 3_600_000 + " h");
    if (millis % 86_400_000 == 0) {
      texts.add(millis / 86_400_000 + " day");
      texts.add(millis / 86_400_000 + " days");
    }
  }

  private static void addBytes(Set<String> texts, long bytes) {
    List<String> units = List.of("KiB", "MiB", "GiB");
    long size = 1_024;
    for (String unit : units) {
      if (bytes % size == 0) texts.add(bytes / size + " " + unit);
      size *= 1_024;
    }
  }

  /* As a word of its own: 4 is not said by 64. */
  private static boolean says(String cell, String text) {
    return Pattern.compile("(?<![\\d,.])" + Pattern.quote(text) + "(?![\\d,]*\\d)")
        .matcher(cell)
        .find();
  }

  private static List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    for (String line : page().lines().toList()) {
      if (!line.startsWith("| ") || line.startsWith("| bound ")) continue;
      String[] cells = line.split("\\|", -1);
      if (cells.length >= 5) rows.add(new Row(cells[1].strip(), cells[2], cells[3]));
    }
    assertTrue(rows.size() > 100, "rows=" + rows.size());
    return rows;
  }

  private static String page() {
    try {
      return Files.readString(ROOT.resolve("docs/limits.md"), UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static Map<String, Path> sources() {
    Map<String, Path> found = new HashMap<>();
    for (String module : MODULES) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/main/java"))) {
        files
            .filter(file -> file.toString().endsWith(".java"))
            .forEach(file -> found.putIfAbsent(
                file.getFileName().toString().replaceFirst("[.]java$", ""), file));
      } catch (IOException unreadable) {
        throw new UncheckedIOException(unreadable);
      }
    }
    return found;
  }
}
