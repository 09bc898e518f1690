package godwit.http.peer;

import io.vertx.core.http.HttpServerRequest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How long a caller would wait for something new.
///
/// - shape: `Prefer: wait=SECONDS`, among others
/// - units: seconds, at most [#MAX_WAIT_SECONDS]
/// - errors: what cannot be read is no wish
/// - source: RFC 7240
final class Prefer {
  /// The longest that an answer is held back for something new.
  static final int MAX_WAIT_SECONDS = 60;

  private static final Pattern WAIT =
      Pattern.compile("(?:^|[,;])\\s*wait\\s*=\\s*\"?([0-9]{1,9})\"?", Pattern.CASE_INSENSITIVE);

  private Prefer() {}

  /// What a request asks for; 0 where it says nothing.
  static int waitSeconds(HttpServerRequest request) {
    Matcher wait = WAIT.matcher(String.join(",", request.headers().getAll("Prefer")));
    return wait.find() ? Math.min(MAX_WAIT_SECONDS, Integer.parseInt(wait.group(1))) : 0;
  }
}
