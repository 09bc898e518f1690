package godwit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The page of crash points names tests that there are.
class ReliabilityTest {
  private static final Pattern NAMED = Pattern.compile("`([a-z.]+\\.[A-Z]\\w+Test)#(\\w+)`");

  @Test
  void everyTestThatThePageNamesIsThere() throws IOException {
    String page = Files.readString(Path.of("../docs/reliability.md"), UTF_8);
    List<String> missing = new ArrayList<>();
    int named = 0;
    for (Matcher test = NAMED.matcher(page); test.find(); named++) {
      if (!isTest("godwit." + test.group(1), test.group(2))) missing.add(test.group());
    }
    assertEquals(List.of(), missing);
    assertTrue(named >= 20, "named=" + named);
    long rows = page.lines()
        .filter(line -> line.startsWith("| ") && line.contains("Test#"))
        .count();
    assertTrue(rows >= 20, "rows=" + rows);
  }

  private static boolean isTest(String type, String name) {
    try {
      for (Method method : Class.forName(type).getDeclaredMethods()) {
        boolean test = Arrays.stream(method.getAnnotations())
            .anyMatch(each -> each.annotationType().getSimpleName().endsWith("Test"));
        if (method.getName().equals(name) && test) return true;
      }
      return false;
    } catch (ClassNotFoundException none) {
      return false;
    }
  }
}
