package godwit.http;

import godwit.domain.ProblemType;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// What the headers of a request say of its body.
public final class Bodies {
  private static final Pattern OTHER_CHARSET =
      Pattern.compile(";\\s*charset\\s*=\\s*+(?!\"?(utf-8|us-ascii)\"?\\s*(;|$))");

  private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");

  private Bodies() {}

  /// @throws Refusal unless the body is JSON, and not coded
  public static void requireJson(HttpServerRequest request) {
    if (!media(header(request, HttpHeaders.CONTENT_TYPE)).equals(Answers.JSON)) {
      throw Refusal.of(ProblemType.MEDIA_TYPE, "send " + Answers.JSON);
    }
    String coding = header(request, HttpHeaders.CONTENT_ENCODING);
    if (!coding.isEmpty() && !coding.equals("identity")) {
      request.response().putHeader(HttpHeaders.ACCEPT_ENCODING, "identity");
      throw Refusal.of(ProblemType.CONTENT_ENCODING, "send a document this small without encoding");
    }
  }

  /// Whether the body is a JSON document; else it is octets.
  ///
  /// @throws Refusal if it is neither, or a document in another character set than UTF-8
  public static boolean isJson(HttpServerRequest request) {
    String type = header(request, HttpHeaders.CONTENT_TYPE);
    return switch (media(type)) {
      case Answers.OCTETS -> false;
      case Answers.JSON -> {
        if (!OTHER_CHARSET.matcher(type).find()) yield true;
        throw Refusal.of(ProblemType.MEDIA_TYPE, "send JSON in UTF-8");
      }
      default ->
        throw Refusal.of(ProblemType.MEDIA_TYPE, "send " + Answers.OCTETS + " or " + Answers.JSON);
    };
  }

  private static String media(String type) {
    int parameters = type.indexOf(';');
    return (parameters < 0 ? type : type.substring(0, parameters)).strip();
  }

  /// Whether the body is gzipped.
  ///
  /// @throws Refusal if it is coded otherwise
  public static boolean isGzip(HttpServerRequest request) {
    List<String> codings = request.headers().getAll(HttpHeaders.CONTENT_ENCODING);
    return switch (String.join(",", codings).strip().toLowerCase(Locale.ROOT)) {
      case "", "identity" -> false;
      case "gzip", "x-gzip" -> true;
      default -> throw Refusal.of(ProblemType.CONTENT_ENCODING, "send gzip, or no encoding");
    };
  }

  /// Whether the client takes a gzipped answer.
  public static boolean takesGzip(HttpServerRequest request) {
    for (String coding : header(request, HttpHeaders.ACCEPT_ENCODING).split(",", -1)) {
      String[] parts = coding.split(";", -1);
      boolean refused = parts.length > 1 && parts[1].strip().matches("q=0(\\.0{0,3})?");
      if (parts[0].strip().equals("gzip") && !refused) return true;
    }
    return false;
  }

  /// How long the body is to be, if that is said; else 0.
  static long claimedBytes(HttpServerRequest request) {
    String length = header(request, HttpHeaders.CONTENT_LENGTH);
    return LENGTH.matcher(length).matches() ? Long.parseLong(length) : 0;
  }

  /// Tells a client that waits for it to send its body.
  public static void proceed(HttpServerRequest request) {
    if (header(request, HttpHeaders.EXPECT).equals("100-continue")) {
      request.response().writeContinue();
    }
  }

  /// @throws NotAcceptable unless the caller takes a JSON document
  public static void requireJsonAccepted(HttpServerRequest request) {
    Accept.of(request).require(Answers.HAL, Answers.JSON);
  }

  /// @throws NotAcceptable unless the caller takes octets
  public static void requireOctetsAccepted(HttpServerRequest request) {
    Accept.of(request).require(Answers.OCTETS);
  }

  /// The answer where no form of a document is acceptable to the caller.
  public static final class NotAcceptable extends RuntimeException {
    public NotAcceptable() {
      super("no such form", null, false, false);
    }
  }

  private static String header(HttpServerRequest request, CharSequence name) {
    return Optional.ofNullable(request.getHeader(name)).orElse("").strip().toLowerCase(Locale.ROOT);
  }
}
