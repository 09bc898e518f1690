package godwit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.Repository.TextFile;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TidyTest {
  private static final Pattern SOURCE_FOLDER =
      Pattern.compile("(.*)/src/(?:main|test)/java/(.*)/[^/]+[.]java");
  private static final List<TextFile> FILES = Repository.here().textFiles();

  @ParameterizedTest
  @EnumSource
  void everyFileKeeps(TidyRule rule) {
    List<String> breaches = new ArrayList<>();
    int looked = 0;
    for (TextFile file : FILES) {
      if (!rule.isAbout(file.path())) continue;
      looked++;
      for (String breach : rule.breaches(file.lines())) {
        breaches.add(file.path() + ": " + breach);
      }
    }
    assertTrue(looked > 0, "no file is looked at");
    assertEquals("", String.join("\n", breaches));
  }

  @Test
  void everyPackageSaysWhatItIsAndIsNullMarked() {
    Map<String, Boolean> marked = new HashMap<>();
    for (TextFile file : FILES) {
      var source = SOURCE_FOLDER.matcher(file.path());
      if (!source.matches()) continue;
      boolean says = file.path().endsWith("/package-info.java")
          && file.lines().getFirst().startsWith("/// ")
          && file.lines().contains("@NullMarked");
      marked.merge(source.group(1) + ": " + source.group(2), says, Boolean::logicalOr);
    }
    assertTrue(marked.containsKey("codec: godwit/codec"), marked.toString());
    marked.values().removeAll(List.of(true));
    assertEquals(Map.of(), marked);
  }

  @Test
  void noPackageHasMoreThan25Types() {
    Map<String, Integer> types = new HashMap<>();
    for (TextFile file : FILES) {
      var source = SOURCE_FOLDER.matcher(file.path());
      if (!source.matches() || file.path().endsWith("/package-info.java")) continue;
      types.merge(file.path().replaceFirst("/[^/]+$", ""), 1, Integer::sum);
    }
    assertTrue(types.size() > 40, types.toString());
    types.values().removeIf(count -> count <= 25);
    assertEquals(Map.of(), types);
  }

  @Test
  void countsLinesOfMethods() {
    List<String> lines = new ArrayList<>(List.of("class A {", "  void one(", "      int a) {"));
    lines.addAll(Collections.nCopies(3, "    a++;"));
    lines.addAll(List.of("  }", "", "  int two = 2;", "", "  int three() {", "  }", "}"));
    assertEquals(List.of("line 2: a method of 6 lines"), LongMethods.of(lines, 5));
    assertEquals(List.of(), LongMethods.of(lines, 6));
  }

  @ParameterizedTest
  @CsvSource(quoteCharacter = '`', textBlock = """
      NO_WILDCARD_IMPORT_OUTSIDE_TESTS, import java.util.~*;
      NO_OPEN_END_WITHOUT_ITS_ISSUE,    // TO~DO later
      NO_OPEN_END_WITHOUT_ITS_ISSUE,    // FIX~ME (soon)
      NO_NAME_THAT_SAYS_NOTHING,        public final class Peer~Manager {
      NO_NAME_THAT_SAYS_NOTHING,        record Batch~Dto(int id) {}
      NO_NAME_THAT_SAYS_NOTHING,        sealed interface Base~Route permits A {
      NO_SLEEP_IN_TESTS,                `    Thread.~sleep(10);`
      NO_SLEEP_IN_TESTS,                `    TimeUnit.SECONDS.~sleep(1);`
      NO_REGISTRY_NAMED,                <url>https:~//repo1.example.org/maven2</url>
      NO_REGISTRY_NAMED,                FROM docker.~io/library/debian
      NO_REGISTRY_NAMED,                see Repo.~Maven.apache.org
      NO_REPOSITORY_IN_A_POM,           <repo~sitories>
      """)
  void findsABreach(TidyRule rule, String cut) {
    assertEquals(1, rule.breaches(List.of("", cut.replace("~", ""))).size());
  }

  @ParameterizedTest
  @CsvSource(quoteCharacter = '`', textBlock = """
      NO_WILDCARD_IMPORT_OUTSIDE_TESTS, import java.util.List;
      NO_OPEN_END_WITHOUT_ITS_ISSUE,    // TODO #12: later
      NO_OPEN_END_WITHOUT_ITS_ISSUE,    // TODO(#12) later
      NO_NAME_THAT_SAYS_NOTHING,        record ExtendedData(int code) {}
      NO_NAME_THAT_SAYS_NOTHING,        record Baseline(Implant implant) {}
      NO_SLEEP_IN_TESTS,                assertTrue(awake());
      NO_REGISTRY_NAMED,                `<project xmlns="http://maven.apache.org/POM/4.0.0">`
      NO_REPOSITORY_IN_A_POM,           <mirrored>
      """)
  void letsPass(TidyRule rule, String line) {
    assertEquals(List.of(), rule.breaches(List.of(line)));
  }

  @Test
  void countsLinesAndCharacters() {
    var lines = TidyRule.FILES_OF_AT_MOST_400_LINES;
    assertEquals(List.of(), lines.breaches(Collections.nCopies(400, "")));
    assertEquals(List.of("401 lines"), lines.breaches(Collections.nCopies(401, "")));
    var characters = TidyRule.LINES_OF_AT_MOST_100_CHARACTERS;
    assertEquals(List.of(), characters.breaches(List.of("x".repeat(100))));
    assertFalse(characters.breaches(List.of("x".repeat(101))).isEmpty());
  }
}
