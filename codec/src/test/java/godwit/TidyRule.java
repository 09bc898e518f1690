package godwit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// A rule of house style that a machine can check: the files it is about, and what breaks it there.
///
/// Patterns are written so that they do not match themselves, since this file is checked too.
enum TidyRule {
  FILES_OF_AT_MOST_400_LINES(".*[.]java") {
    @Override
    List<String> breaches(List<String> lines) {
      return lines.size() <= 400 ? List.of() : List.of(lines.size() + " lines");
    }
  },
  METHODS_OF_AT_MOST_60_LINES(".*[.]java") {
    @Override
    List<String> breaches(List<String> lines) {
      return LongMethods.of(lines, 60);
    }
  },
  /// But for rows of a test's table, and what the formatter puts behind the end of a text block.
  LINES_OF_AT_MOST_100_CHARACTERS(".*[.]java", "(?!import |package |.* [|] |.*\"\"\").{101,}"),
  NO_WILDCARD_IMPORT_OUTSIDE_TESTS(".*/src/main/.*[.]java", "import .*[*];"),
  NO_OPEN_END_WITHOUT_ITS_ISSUE(
      ".*[.](java|xml|sql|yaml|sh)|godwit|mvnw|Dockerfile|[.]ci/run",
      ".*\\b(TOD[O]|FIXM[E]|XX[X])\\b(?! ?\\(?#\\d).*"),
  NO_NAME_THAT_SAYS_NOTHING(
      ".*[.]java",
      " *([a-z-]+ )*(class|interface|record|enum) "
          + "(\\w*(Manager|Helper|Utils?|Common|Impl|Info|Dto)|(Abstract|Base)[A-Z]\\w*)\\b.*"),
  NO_SLEEP_IN_TESTS(
      ".*/src/test/.*[.]java",
      ".*\\b(Thread|NANOSECONDS|MICROSECONDS|MILLISECONDS|SECONDS|MINUTES)[.]sleep[(].*"),
  NO_REGISTRY_NAMED(
      ".*",
      "(?i).*(\\brepo\\d*[.]maven|maven[.]google|sonatype[.](org|com)|jcente[r]|jitpack[.]io"
          + "|npmjs[.](org|com)|yarnpkg[.]com|pypi[.]org|pythonhoste[d]|crates[.]io"
          + "|rubygems[.]org|proxy[.]golang|plugins[.]gradle|jfrog[.]io|artifactor[y]"
          + "|docker[.]io|\\bg(h)?cr[.]io|quay[.]io|mcr[.]microsoft"
          + "|https?://(repo|registry|mirrors?|nexus|packages?)\\d*[.:-]).*"),
  NO_REPOSITORY_IN_A_POM(
      "(.*/)?pom[.]xml", ".*<(repositories|pluginRepositories|distributionManagement|mirrors?)>.*");

  private final Pattern files;
  private final Optional<Pattern> breach;

  TidyRule(String files) {
    this.files = Pattern.compile(files);
    this.breach = Optional.empty();
  }

  TidyRule(String files, String breach) {
    this.files = Pattern.compile(files);
    this.breach = Optional.of(Pattern.compile(breach));
  }

  /// Whether the rule is about this file; its path is relative to the root, with slashes.
  boolean isAbout(String path) {
    return files.matcher(path).matches();
  }

  /// What breaks the rule, each with its line where it has one.
  List<String> breaches(List<String> lines) {
    List<String> found = new ArrayList<>();
    for (int index = 0; index < lines.size(); index++) {
      String line = lines.get(index);
      if (breach.isPresent() && breach.get().matcher(line).matches()) {
        found.add("line " + (index + 1) + ": " + line.strip());
      }
    }
    return found;
  }
}
