package godwit.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// What media types a client takes, and how gladly: the header `Accept`.
///
/// - shape: media ranges with weights, as `application/hal+json, */*;q=0.1`
/// - units: a weight is 0 (not at all) to 1
/// - errors: none; a range that cannot be read is not there
/// - source: RFC 9110, section 12.5.1
public record Accept(List<Range> ranges) {
  private static final Accept ANYTHING = new Accept(List.of(new Range("*/*", 1)));
  private static final Pattern TYPE = Pattern.compile("[^/\\s]+/[^/\\s]+");
  private static final Pattern WEIGHT = Pattern.compile("0(\\.[0-9]{0,3})?|1(\\.0{0,3})?");

  /// @param type lower case, perhaps with a star for the subtype or both
  record Range(String type, double weight) {
    /// How closely it fits: 0 not at all, 3 exactly.
    private int fit(String media) {
      if (type.equals(media)) return 3;
      if (type.equals(media.substring(0, media.indexOf('/')) + "/*")) return 2;
      return type.equals("*/*") ? 1 : 0;
    }
  }

  public Accept {
    ranges = List.copyOf(ranges);
  }

  public static Accept of(HttpServerRequest request) {
    List<String> headers = request.headers().getAll(HttpHeaders.ACCEPT);
    if (headers.stream().allMatch(String::isBlank)) return ANYTHING;
    List<Range> ranges = new ArrayList<>();
    for (String text : String.join(",", headers).split(",", -1)) {
      range(text.toLowerCase(Locale.ROOT)).ifPresent(ranges::add);
    }
    return new Accept(ranges);
  }

  /// The most wanted of what can be sent, the first of equals; empty if the client takes none.
  public Optional<String> best(String... media) {
    Optional<String> best = Optional.empty();
    double most = 0;
    for (String each : media) {
      double weight = weight(each);
      if (weight > most) {
        most = weight;
        best = Optional.of(each);
      }
    }
    return best;
  }

  /// The same for those who have to take something.
  ///
  /// @throws Bodies.NotAcceptable if they take nothing of it
  public String require(String... media) {
    return best(media).orElseThrow(Bodies.NotAcceptable::new);
  }

  /// Whether the client takes this at all.
  public boolean takes(String media) {
    return weight(media) > 0;
  }

  /// Whether the client takes the one more gladly than the other.
  public boolean prefers(String media, String other) {
    return weight(media) > weight(other);
  }

  private double weight(String media) {
    int closest = 0;
    double weight = 0;
    for (Range range : ranges) {
      int fit = range.fit(media);
      if (fit > closest) {
        closest = fit;
        weight = range.weight();
      }
    }
    return weight;
  }

  private static Optional<Range> range(String text) {
    String[] parts = text.split(";", -1);
    String type = parts[0].strip();
    if (!TYPE.matcher(type).matches()) return Optional.empty();
    double weight = 1;
    for (int index = 1; index < parts.length; index++) {
      String parameter = parts[index].strip();
      if (!parameter.startsWith("q=")) continue;
      String value = parameter.substring(2);
      if (!WEIGHT.matcher(value).matches()) return Optional.empty();
      weight = Double.parseDouble(value);
    }
    return Optional.of(new Range(type, weight));
  }
}
