package godwit.http;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which form of a batch a caller wants: octets, unless it prefers JSON.
///
/// - shape: `Accept`, a list of media ranges with weights from 0 to 1
/// - units: a range that names a type counts before `application/*`, and that before `*/*`
/// - errors: none: what cannot be read is as if it were not there; without any range all is taken
/// - source: RFC 9110, 12.5.1; docs/protocol.md, "Pull"
///
/// @param octets whether octets are taken at all
/// @param json whether JSON is, and before octets
record Accepted(boolean octets, boolean json) {
  private static final Pattern RANGE =
      Pattern.compile("([!#$%&'*+.^_`|~0-9a-z-]+/[!#$%&'*+.^_`|~0-9a-z-]+)([^,]*)");
  private static final Pattern WEIGHT = Pattern.compile(";\\s*q\\s*=\\s*([01](?:\\.[0-9]{0,3})?)");

  /// Reads a header; empty where there was none.
  static Accepted of(String accept) {
    String ranges = accept.strip().toLowerCase(Locale.ROOT);
    if (ranges.isEmpty()) return new Accepted(true, false);
    double octets = weight(ranges, Answers.OCTETS);
    double json = weight(ranges, Answers.JSON);
    return new Accepted(octets > 0, json > octets);
  }

  /// Whether there is no form that the caller takes.
  boolean isNothing() {
    return !octets && !json;
  }

  private static double weight(String ranges, String type) {
    return weightOf(ranges, type)
        .or(() -> weightOf(ranges, "application/*"))
        .or(() -> weightOf(ranges, "*/*"))
        .orElse(0.0);
  }

  private static Optional<Double> weightOf(String ranges, String range) {
    Matcher each = RANGE.matcher(ranges);
    while (each.find()) {
      if (!range.equals(each.group(1))) continue;
      Matcher weight = WEIGHT.matcher(String.valueOf(each.group(2)));
      return Optional.of(weight.find() ? Double.parseDouble(weight.group(1)) : 1.0);
    }
    return Optional.empty();
  }
}
