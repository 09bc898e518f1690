package godwit.conformance;

import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A request to a server that is tried out.
///
/// @param pieces of the body; more than one are sent chunked
/// @param http2 whether HTTP/2 is spoken
/// @param expects whether the body waits until the server asks for it
record Request(
    HttpMethod method,
    String path,
    Map<String, String> headers,
    List<byte[]> pieces,
    boolean http2,
    boolean expects) {
  Request {
    headers = Map.copyOf(headers);
    pieces = List.copyOf(pieces);
  }

  static Request get(String path) {
    return new Request(HttpMethod.GET, path, Map.of(), List.of(), false, false);
  }

  /// Posts a batch in octets.
  static Request post(String path, byte[] body) {
    return new Request(
        HttpMethod.POST,
        path,
        Map.of("Content-Type", "application/octet-stream"),
        List.of(body),
        false,
        false);
  }

  Request method(HttpMethod other) {
    return new Request(other, path, headers, pieces, http2, expects);
  }

  Request header(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Request(method, path, more, pieces, http2, expects);
  }

  Request overHttp2() {
    return new Request(method, path, headers, pieces, true, expects);
  }

  Request expecting() {
    return new Request(method, path, headers, pieces, http2, true);
  }

  /// The same body in pieces of so many bytes.
  Request inPieces(int bytes) {
    List<byte[]> cut = new ArrayList<>();
    for (byte[] piece : pieces) {
      for (int start = 0; start < piece.length; start += bytes) {
        cut.add(Arrays.copyOfRange(piece, start, Math.min(piece.length, start + bytes)));
      }
    }
    return new Request(method, path, headers, cut, http2, expects);
  }
}
