package godwit.perf.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import godwit.codec.batch.BlockHeader;
import godwit.codec.batch.Magic;
import godwit.codec.batch.Preamble;
import godwit.codec.json.BatchJsonWriter;
import godwit.codec.payload.RoutingCode;
import godwit.perf.load.HttpConnection.Request;
import godwit.perf.load.Requests.Ready;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.UUID;

/// Batches as documents: all have the same records, and differ in what stands before those.
///
/// @param records how many a document has
/// @param shared the text of the records, without the brackets around them
record JsonDocuments(RoutingCode origin, RoutingCode destination, long records, Buffer shared) {
  private static final String BEFORE_RECORDS = "\"exposures\":[";

  /// Documents of the records of some blocks.
  static JsonDocuments of(RoutingCode origin, RoutingCode destination, List<byte[]> blocks)
      throws IOException {
    Preamble preamble = preamble(origin, destination);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BatchJsonWriter writer = new BatchJsonWriter(preamble, out);
    long records = 0;
    for (byte[] block : blocks) {
      BlockHeader header = BlockHeader.read(block, 0);
      writer.block(header, block, 0);
      records += header.count();
    }
    writer.finish();
    Empty empty = empty(preamble);
    byte[] whole = out.toByteArray();
    Buffer shared = Buffer.buffer()
        .appendBytes(
            whole,
            empty.before().length,
            whole.length - empty.before().length - empty.after().length);
    return new JsonDocuments(origin, destination, records, shared);
  }

  /// A batch that nobody has sent before.
  Ready next() throws IOException {
    Preamble preamble = preamble(origin, destination);
    Empty empty = empty(preamble);
    long length = empty.before().length + (long) shared.length() + empty.after().length;
    String head = "POST /exposure/" + destination.path() + " HTTP/1.1\r\nHost: localhost\r\n"
        + "Content-Type: application/json\r\nContent-Length: " + length + "\r\n\r\n";
    return new Ready(
        preamble.batch(),
        Request.of(
            head, List.of(Buffer.buffer(empty.before()), shared, Buffer.buffer(empty.after()))));
  }

  /* A document without records: what stands before their place, and after it. */
  private record Empty(byte[] before, byte[] after) {}

  private static Empty empty(Preamble preamble) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new BatchJsonWriter(preamble, out).finish();
    String text = out.toString(US_ASCII);
    int place = text.indexOf(BEFORE_RECORDS) + BEFORE_RECORDS.length();
    return new Empty(
        text.substring(0, place).getBytes(US_ASCII), text.substring(place).getBytes(US_ASCII));
  }

  private static Preamble preamble(RoutingCode origin, RoutingCode destination) {
    return new Preamble(
        Magic.EXPOSURES, 0, UUID.randomUUID(), origin, destination, System.currentTimeMillis());
  }
}
