package godwit.http.device;

import static godwit.codec.batch.BatchLayout.HEADER_BYTES;
import static godwit.codec.batch.BatchLayout.KIND_END;
import static godwit.codec.batch.BatchLayout.KIND_VENUE;
import static godwit.codec.batch.BatchLayout.PREAMBLE_BYTES;

import godwit.codec.batch.BlockHeader;
import godwit.codec.batch.Preamble;
import godwit.codec.json.BatchJsonWriter;
import godwit.http.Answers;
import godwit.http.Bodies;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.zip.GZIPOutputStream;

/// A page as a document: the records of its blocks, without the signature. A block is written once
/// the one before has left, gzipped where the client takes that: a document shrinks to an eighth.
final class PageDocument {
  private final HttpServerRequest request;
  private final Preamble preamble;
  private final Buffer page;
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();

  /// @param page whole
  PageDocument(HttpServerRequest request, Preamble preamble, Buffer page) {
    this.request = request;
    this.preamble = preamble;
    this.page = page;
  }

  Future<Void> send() {
    HttpServerResponse response = request.response();
    boolean gzip = Bodies.takesGzip(request);
    response.putHeader(HttpHeaders.CONTENT_TYPE, Answers.JSON);
    if (gzip) response.putHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
    if (request.method().equals(HttpMethod.HEAD)) return response.end();
    response.setChunked(true);
    try {
      OutputStream out = gzip ? new GZIPOutputStream(written, true) : written;
      BatchJsonWriter writer = new BatchJsonWriter(preamble, out);
      return blocks(response, writer, PREAMBLE_BYTES, false)
          .compose(_ -> blocks(response, writer, PREAMBLE_BYTES, true))
          .compose(_ -> {
            finish(writer, out);
            return response.end(take());
          })
          .onFailure(_ -> response.reset());
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail
    }
  }

  private Future<Void> blocks(
      HttpServerResponse response, BatchJsonWriter writer, int from, boolean venues) {
    int offset = from;
    while (true) {
      BlockHeader header = BlockHeader.read(page.getBytes(offset, offset + HEADER_BYTES), 0);
      if (header.kind() == KIND_END) return Future.succeededFuture();
      int next = offset + header.blockBytes();
      if ((header.kind() == KIND_VENUE) == venues) {
        block(writer, header, page.getBytes(offset, next));
        if (written.size() > 0) {
          return response.write(take()).compose(_ -> blocks(response, writer, next, venues));
        }
      }
      offset = next;
    }
  }

  private static void block(BatchJsonWriter writer, BlockHeader header, byte[] block) {
    try {
      writer.block(header, block, 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void finish(BatchJsonWriter writer, OutputStream out) {
    try {
      writer.finish();
      out.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Buffer take() {
    Buffer piece = Buffer.buffer(written.toByteArray());
    written.reset();
    return piece;
  }
}
