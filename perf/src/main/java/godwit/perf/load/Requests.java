package godwit.perf.load;

import godwit.codec.batch.EndBlock;
import godwit.codec.batch.Magic;
import godwit.codec.batch.Preamble;
import godwit.codec.payload.RoutingCode;
import godwit.perf.load.HttpConnection.Request;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/// Makes the requests of one workload: each is a batch of its own.
///
/// @param path that batches are posted to
/// @param shared the body's bytes, which are in every request
/// @param authorisation a header line with its end, or nothing
/// @param signer signs a digest, if batches are to be signed
record Requests(
    String path,
    Magic magic,
    RoutingCode origin,
    RoutingCode destination,
    BatchBody body,
    Buffer shared,
    String authorisation,
    Function<byte[], Optional<EndBlock.Signature>> signer) {
  private static final int SMALL_BYTES = 16 * 1024;

  /// Batches of exposures from one authority for another.
  static Requests exposures(BatchBody body, RoutingCode origin, RoutingCode destination) {
    return exposures(body, origin, destination, _ -> Optional.empty());
  }

  /// The same, signed.
  static Requests exposures(
      BatchBody body,
      RoutingCode origin,
      RoutingCode destination,
      Function<byte[], Optional<EndBlock.Signature>> signer) {
    return new Requests(
        "/exposure/" + destination.path(),
        Magic.EXPOSURES,
        origin,
        destination,
        body,
        Buffer.buffer(body.shared()),
        "",
        signer);
  }

  /// Batches of contact events that a phone uploads to its own authority.
  static Requests contacts(BatchBody body, RoutingCode home, String token) {
    return new Requests(
        "/contact",
        Magic.CONTACTS,
        home,
        home,
        body,
        Buffer.buffer(body.shared()),
        "Authorization: Bearer " + token + "\r\n",
        _ -> Optional.empty());
  }

  /// One that is ready to be sent.
  record Ready(UUID batch, Request request) {}

  /// A batch that nobody has sent before.
  Ready next() {
    return next(1);
  }

  /// The same with the body's blocks several times.
  Ready next(int copies) {
    Preamble preamble =
        new Preamble(magic, 0, UUID.randomUUID(), origin, destination, System.currentTimeMillis());
    BatchBody.Stamped stamped = body.stamp(preamble, copies, signer);
    long length = body.wireBytes(stamped);
    String head = "POST " + path + " HTTP/1.1\r\nHost: localhost\r\n"
        + "Content-Type: application/octet-stream\r\n"
        + (body.isGzip() ? "Content-Encoding: gzip\r\n" : "")
        + authorisation
        + "Content-Length: " + length + "\r\n\r\n";
    Buffer first = Buffer.buffer(stamped.head());
    Buffer last = Buffer.buffer(stamped.tail());
    if (length > SMALL_BYTES) {
      List<Buffer> parts = new ArrayList<>(List.of(first));
      parts.addAll(Collections.nCopies(copies, shared));
      parts.add(last);
      return new Ready(preamble.batch(), Request.of(head, parts));
    }
    Buffer whole = Buffer.buffer(head).appendBuffer(first).appendBuffer(shared).appendBuffer(last);
    return new Ready(preamble.batch(), new Request(List.of(whole)));
  }

  /// A request without a body.
  static Request get(String path) {
    return new Request(
        List.of(Buffer.buffer("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n")));
  }

  /// A request with a small document.
  static Request post(String path, String headers, String type, Buffer body) {
    return Request.of(
        "POST " + path + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "Content-Type: " + type
            + "\r\nContent-Length: " + body.length() + "\r\n\r\n",
        List.of(body));
  }
}
