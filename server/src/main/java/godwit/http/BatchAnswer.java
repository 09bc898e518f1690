package godwit.http;

import static godwit.codec.batch.BatchLayout.KIND_VENUE;

import godwit.codec.batch.BlockHeader;
import godwit.codec.json.BatchJsonWriter;
import godwit.store.outgoing.Deliveries;
import godwit.store.outgoing.Outgoing;
import godwit.store.segment.Place;
import godwit.store.segment.Stretch;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/// A stored batch or page on its way into a response, one stretch of segments at a time: the next
/// is read once the one before has left.
///
/// The response is reset if that breaks off, so that nobody takes a part for the whole.
public final class BatchAnswer {
  private final Deliveries deliveries;
  private final HttpServerResponse response;
  private final Outgoing batch;
  private final List<Stretch> stretches;

  /// @param places of all its blocks
  public BatchAnswer(
      Deliveries deliveries, HttpServerResponse response, Outgoing batch, List<Place> places) {
    this.deliveries = deliveries;
    this.response = response;
    this.batch = batch;
    this.stretches = Stretch.of(places);
  }

  /// The bytes that a push of the batch has.
  public Future<Void> octets() {
    return response
        .write(Buffer.buffer(batch.preamble().bytes()))
        .compose(_ -> octets(0))
        .compose(_ -> response.end(batch.endBlock()))
        .onFailure(_ -> response.reset());
  }

  private Future<Void> octets(int index) {
    if (index == stretches.size()) return Future.succeededFuture();
    return deliveries
        .blocks(batch, stretches.get(index))
        .compose(blocks -> blocks.length() == 0 ? Future.succeededFuture() : response.write(blocks))
        .compose(_ -> octets(index + 1));
  }

  /// The same records as a document. Venue exposures come last in one, so the stretches that hold
  /// some are read twice.
  public Future<Void> json() {
    return Future.succeededFuture()
        .compose(_ -> {
          Document document = new Document(batch);
          return document
              .write(stretches, false)
              .compose(_ -> document.write(document.withVenues, true))
              .compose(_ -> response.end(document.finish()));
        })
        .onFailure(_ -> response.reset());
  }

  /* The writer, and what it has written since the last was sent. */
  private final class Document {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final List<Stretch> withVenues = new ArrayList<>();
    private final BatchJsonWriter writer;

    Document(Outgoing batch) {
      try {
        writer = new BatchJsonWriter(batch.preamble(), written);
      } catch (IOException e) {
        throw new UncheckedIOException(e); // memory does not fail
      }
    }

    Future<Void> write(List<Stretch> some, boolean venues) {
      return write(some, 0, venues);
    }

    Buffer finish() {
      try {
        writer.finish();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return take();
    }

    private Future<Void> write(List<Stretch> some, int index, boolean venues) {
      if (index == some.size()) return Future.succeededFuture();
      return deliveries
          .blocks(batch, some.get(index))
          .compose(blocks -> {
            if (blocks(blocks.getBytes(), venues)) withVenues.add(some.get(index));
            Buffer piece = take();
            return piece.length() == 0 ? Future.succeededFuture() : response.write(piece);
          })
          .compose(_ -> write(some, index + 1, venues));
    }

    /* Writes the blocks of one kind; whether some of the other were left for later. */
    private boolean blocks(byte[] bytes, boolean venues) {
      boolean left = false;
      try {
        int offset = 0;
        while (offset < bytes.length) {
          BlockHeader header = BlockHeader.read(bytes, offset);
          boolean isVenue = header.kind() == KIND_VENUE;
          if (isVenue == venues) writer.block(header, bytes, offset);
          left |= isVenue && !venues;
          offset += header.blockBytes();
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return left;
    }

    private Buffer take() {
      Buffer piece = Buffer.buffer(written.toByteArray());
      written.reset();
      return piece;
    }
  }
}
