package godwit.exchange.delivery;

import godwit.store.outgoing.Deliveries;
import godwit.store.outgoing.Outgoing;
import godwit.store.segment.Stretch;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/// A batch that is to be sent, and where its bytes are: preamble, stored blocks, end block.
///
/// @param stretches of its blocks, each read at once
record BatchUpload(Outgoing outgoing, Deliveries deliveries, List<Stretch> stretches) {
  /* Two large segments: half as many queries and turns of the event loop as with one. */
  private static final int STRETCH_BYTES = 512 * 1024;

  /// Looks up where all of it is. Fails if some has been forgotten: then nothing is to be sent.
  static Future<BatchUpload> of(Outgoing outgoing, Deliveries deliveries) {
    return deliveries
        .places(outgoing)
        .map(places -> new BatchUpload(outgoing, deliveries, Stretch.of(places, STRETCH_BYTES)));
  }

  /// Where the batch is posted to, below an endpoint.
  String path() {
    return outgoing.path();
  }

  /// The length of the body.
  long bytes() {
    return outgoing.bytes();
  }

  boolean isOctets() {
    return outgoing.form() == Outgoing.Form.OCTETS;
  }

  String mediaType() {
    return isOctets() ? "application/octet-stream" : "application/json";
  }

  /// Begins to write the body in the batch's form.
  BodyForm begin() {
    return isOctets() ? new BodyForm.Octets(outgoing) : new BodyForm.Document(outgoing);
  }

  /// The blocks of a stretch.
  Future<Buffer> blocks(int stretch) {
    return deliveries.blocks(outgoing, stretches.get(stretch));
  }

  Sent sent() {
    return Sent.of(outgoing);
  }
}
