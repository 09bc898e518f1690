package godwit;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Methods and constructors that no screen shows whole, found by how the formatter lays them out: a
/// body ends with a brace that is indented as its head.
final class LongMethods {
  private static final Pattern HEAD = Pattern.compile("( {2}| {4})(?! )[\\w@<].*");
  private static final Pattern NO_METHOD =
      Pattern.compile(" *(?:[a-z-]+ )*(?:class|interface|record|enum|@interface) .*"
          + "| *(?:if|for|while|switch|try|do|else|case|default|return|synchronized)\\b.*"
          + "|[^(]*=.*|.*-> \\{|.*\\bnew \\w.*\\{");
  private static final int MOST_LINES_OF_A_HEAD = 14;

  private LongMethods() {}

  static List<String> of(List<String> lines, int most) {
    List<String> found = new ArrayList<>();
    for (int start = 0; start < lines.size(); start++) {
      Matcher head = HEAD.matcher(lines.get(start));
      if (!head.matches()) continue;
      int open = endOfHead(lines, start);
      if (open < 0 || NO_METHOD.matcher(joined(lines, start, open)).matches()) continue;
      int end = lines.subList(open + 1, lines.size()).indexOf(head.group(1) + "}");
      int length = open + 2 + end - start;
      if (end >= 0 && length > most) {
        found.add("line " + (start + 1) + ": a method of " + length + " lines");
      }
    }
    return found;
  }

  /* The line that opens the body; none if a statement or a field ends before. */
  private static int endOfHead(List<String> lines, int start) {
    for (int at = start; at < lines.size() && at < start + MOST_LINES_OF_A_HEAD; at++) {
      String line = lines.get(at);
      if (line.endsWith("{")) return joined(lines, start, at).contains("(") ? at : -1;
      if (line.endsWith(";") || line.endsWith("}") || line.isBlank()) return -1;
    }
    return -1;
  }

  private static String joined(List<String> lines, int start, int end) {
    return String.join(" ", lines.subList(start, end + 1));
  }
}
