package godwit.http;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which bytes of a document a client asks for: the header `Range`.
///
/// - shape: `bytes=first-last`, `bytes=first-`, `bytes=-length`
/// - units: bytes, both ends included
/// - errors: none; what cannot be read is not there, and several ranges at once are answered whole
/// - source: RFC 9110, sections 13.1.5 and 14.2
public sealed interface ByteRange {
  /// All of it.
  record Whole() implements ByteRange {}

  /// @param last included
  record Part(long first, long last) implements ByteRange {
    public long length() {
      return last - first + 1;
    }
  }

  /// It begins behind the end.
  record Beyond() implements ByteRange {}

  Pattern FORM = Pattern.compile("bytes=\\s*([0-9]{0,18})-([0-9]{0,18})\\s*");

  /// @param tag of what would be answered, strong: a client that holds a part of something else
  ///     gets all of this
  static ByteRange of(HttpServerRequest request, String tag, long length) {
    String range = request.getHeader("Range");
    if (range == null || !request.method().equals(HttpMethod.GET)) return new Whole();
    String held = request.getHeader("If-Range");
    if (held != null && !held.strip().equals(tag)) return new Whole();
    Matcher form = FORM.matcher(range);
    if (!form.matches()) return new Whole();
    String first = form.group(1);
    String last = form.group(2);
    if (first.isEmpty()) return last.isEmpty() ? new Whole() : suffix(length, last);
    long from = Long.parseLong(first);
    long to = last.isEmpty() ? length - 1 : Long.parseLong(last);
    if (!last.isEmpty() && to < from) return new Whole();
    return from >= length ? new Beyond() : new Part(from, Math.min(to, length - 1));
  }

  private static ByteRange suffix(long length, String last) {
    long bytes = Math.min(length, Long.parseLong(last));
    return bytes == 0 ? new Beyond() : new Part(length - bytes, length - 1);
  }
}
