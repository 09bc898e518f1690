package godwit.exchange.delivery;

import godwit.codec.batch.BlockHeader;
import godwit.codec.json.BatchJsonWriter;
import godwit.store.outgoing.Outgoing;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/// The form that the body of a batch has on the wire, written piece by piece.
sealed interface BodyForm permits BodyForm.Octets, BodyForm.Document, Gzip {
  Buffer first();

  /// What whole blocks add, which may be nothing yet.
  Buffer blocks(Buffer blocks);

  Buffer last();

  /// As it is stored.
  record Octets(Outgoing outgoing) implements BodyForm {
    @Override
    public Buffer first() {
      return Buffer.buffer(outgoing.preamble().bytes());
    }

    @Override
    public Buffer blocks(Buffer blocks) {
      return blocks;
    }

    @Override
    public Buffer last() {
      return outgoing.endBlock();
    }
  }

  /// A document, of blocks that are canonical already: its digest is theirs.
  final class Document implements BodyForm {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final BatchJsonWriter writer;

    Document(Outgoing outgoing) {
      try {
        writer = new BatchJsonWriter(outgoing.preamble(), written);
      } catch (IOException impossible) {
        throw new UncheckedIOException(impossible);
      }
    }

    @Override
    public Buffer first() {
      return take();
    }

    @Override
    public Buffer blocks(Buffer blocks) {
      byte[] bytes = blocks.getBytes();
      try {
        int offset = 0;
        while (offset < bytes.length) {
          BlockHeader header = BlockHeader.read(bytes, offset);
          writer.block(header, bytes, offset);
          offset += header.blockBytes();
        }
      } catch (IOException impossible) {
        throw new UncheckedIOException(impossible);
      }
      return take();
    }

    @Override
    public Buffer last() {
      try {
        writer.finish();
      } catch (IOException impossible) {
        throw new UncheckedIOException(impossible);
      }
      return take();
    }

    private Buffer take() {
      Buffer piece = Buffer.buffer(written.toByteArray());
      written.reset();
      return piece;
    }
  }
}
