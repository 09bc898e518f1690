package godwit.perf.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.vertx.core.buffer.Buffer;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Takes the answers of an HTTP/1.1 connection from its bytes, one after another.
///
/// - shape: status line, headers, and a body as long as `Content-Length` says; no chunked bodies
/// - units: bytes
/// - errors: [IllegalStateException] for anything else
/// - source: RFC 9112, as far as this project's own server uses it
final class HttpReader {
  private static final int MAX_HEAD_BYTES = 16 * 1024;
  private static final int KEPT_BYTES = 64 * 1024;
  private static final String HEAD_END = "\r\n\r\n";
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d{3}).*");
  private static final Pattern NEXT = Pattern.compile("<([^>]*)>; *rel=\"next\".*");

  private final Consumer<HttpAnswer> answers;
  private Buffer head = Buffer.buffer();
  private Buffer body = Buffer.buffer();
  private int status;
  private Optional<String> next = Optional.empty();
  private long length;
  private long read;
  private boolean inBody;

  HttpReader(Consumer<HttpAnswer> answers) {
    this.answers = answers;
  }

  /// Takes what came.
  void feed(Buffer bytes) {
    int offset = 0;
    while (offset < bytes.length()) {
      offset = inBody ? takeBody(bytes, offset) : takeHead(bytes, offset);
    }
  }

  private int takeBody(Buffer bytes, int offset) {
    int taken = (int) Math.min(length - read, bytes.length() - offset);
    int kept = Math.min(taken, KEPT_BYTES - body.length());
    if (kept > 0) body.appendBuffer(bytes, offset, kept);
    read += taken;
    if (read == length) answer();
    return offset + taken;
  }

  private int takeHead(Buffer bytes, int offset) {
    int before = head.length();
    head.appendBuffer(bytes, offset, bytes.length() - offset);
    String text = head.toString(US_ASCII);
    int end = text.indexOf(HEAD_END);
    if (end < 0) {
      if (head.length() > MAX_HEAD_BYTES) throw new IllegalStateException("an endless head");
      return bytes.length();
    }
    readHead(text.substring(0, end));
    head = Buffer.buffer();
    if (status < 200) return offset + end + HEAD_END.length() - before; // 100 Continue
    inBody = true;
    if (length == 0) answer();
    return offset + end + HEAD_END.length() - before;
  }

  private void readHead(String text) {
    String[] lines = text.split("\r\n", -1);
    Matcher first = STATUS.matcher(lines[0]);
    if (!first.matches()) throw new IllegalStateException("no HTTP/1.1: " + lines[0]);
    status = Integer.parseInt(first.group(1));
    next = Optional.empty();
    length = 0;
    for (String line : lines) {
      int colon = line.indexOf(':');
      if (colon < 0) continue;
      String value = line.substring(colon + 1).strip();
      switch (line.substring(0, colon).toLowerCase(Locale.ROOT)) {
        case "content-length" -> length = Long.parseLong(value);
        case "transfer-encoding" -> throw new IllegalStateException("a body of unknown length");
        case "link" -> next = next(value);
        default -> {}
      }
    }
  }

  private void answer() {
    HttpAnswer answer = new HttpAnswer(status, next, body, length);
    body = Buffer.buffer();
    read = 0;
    inBody = false;
    answers.accept(answer);
  }

  private static Optional<String> next(String link) {
    Matcher found = NEXT.matcher(link);
    return found.matches() ? Optional.of(found.group(1)) : Optional.empty();
  }
}
