package godwit.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What the headers of a request say of its body.
final class Bodies {
  private Bodies() {}

  /// @throws Refusal unless the body is octets
  static void requireOctets(HttpServerRequest request) {
    String type = header(request, HttpHeaders.CONTENT_TYPE);
    int parameters = type.indexOf(';');
    String media = (parameters < 0 ? type : type.substring(0, parameters)).strip();
    if (!media.equals(Answers.OCTETS)) {
      throw Refusal.of(Reason.MEDIA_TYPE, "send " + Answers.OCTETS);
    }
  }

  /// Whether the body is gzipped.
  ///
  /// @throws Refusal if it is coded otherwise
  static boolean isGzip(HttpServerRequest request) {
    List<String> codings = request.headers().getAll(HttpHeaders.CONTENT_ENCODING);
    return switch (String.join(",", codings).strip().toLowerCase(Locale.ROOT)) {
      case "", "identity" -> false;
      case "gzip", "x-gzip" -> true;
      default -> throw Refusal.of(Reason.CONTENT_ENCODING, "send gzip, or no encoding");
    };
  }

  /// Tells a client that waits for it to send its body.
  static void proceed(HttpServerRequest request) {
    if (header(request, HttpHeaders.EXPECT).equals("100-continue")) {
      request.response().writeContinue();
    }
  }

  /// @throws NotAcceptable unless the caller takes a JSON document
  static void requireJsonAccepted(HttpServerRequest request) {
    Accept.of(request).require(Answers.HAL, Answers.JSON);
  }

  /// @throws NotAcceptable unless the caller takes octets
  static void requireOctetsAccepted(HttpServerRequest request) {
    Accept.of(request).require(Answers.OCTETS);
  }

  /// The answer where no form of a document is acceptable to the caller.
  static final class NotAcceptable extends RuntimeException {
    NotAcceptable() {
      super("no such form", null, false, false);
    }
  }

  private static String header(HttpServerRequest request, CharSequence name) {
    return Optional.ofNullable(request.getHeader(name)).orElse("").strip().toLowerCase(Locale.ROOT);
  }
}
