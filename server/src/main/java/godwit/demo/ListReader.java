package godwit.demo;

import static godwit.codec.batch.BatchLayout.KIND_EXPOSURES;

import godwit.codec.DecodeException;
import godwit.codec.batch.BatchDecoder;
import godwit.codec.batch.BatchSink;
import godwit.codec.batch.BlockHeader;
import godwit.codec.batch.EndBlock;
import godwit.codec.batch.ExposureCursor;
import godwit.codec.batch.Magic;
import godwit.codec.batch.Pieces;
import godwit.codec.batch.Preamble;
import godwit.codec.batch.Segment;
import godwit.codec.payload.ExposureHeader;
import godwit.phone.AuthorityClient;
import godwit.time.TimeSource;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;

/// Reads one country's exposure list page after page, and compares it with what the country's
/// phones had sent out.
///
/// All phones of a country share one download, as a cache in front of the server would give them.
final class ListReader {
  private final Country home;
  private final AuthorityClient server;
  private final Ledger ledger;
  private String next;

  ListReader(Country home, AuthorityClient server, Ledger ledger) {
    this.home = home;
    this.server = server;
    this.ledger = ledger;
    this.next = server.list();
  }

  /// Reads all that is there now.
  void catchUp() throws IOException {
    while (readPage()) {}
  }

  private boolean readPage() throws IOException {
    AuthorityClient.Page page = server.page(next);
    next = page.next();
    if (page.batch().isEmpty()) return false;
    compare(page.batch().get());
    return true;
  }

  private void compare(Buffer page) throws IOException {
    byte[] bytes = page.getBytes();
    BatchDecoder decoder =
        new BatchDecoder(new Comparison(TimeSource.system().nanoTime()), Pieces.unbounded());
    try {
      decoder.feed(bytes, 0, bytes.length);
      decoder.end();
    } catch (DecodeException broken) {
      throw new IOException("a page of " + home.text() + "'s list is broken", broken);
    } finally {
      decoder.release();
    }
  }

  private final class Comparison implements BatchSink {
    private final ExposureCursor exposures = new ExposureCursor();
    private final long nanos;

    Comparison(long nanos) {
      this.nanos = nanos;
    }

    @Override
    public void preamble(Preamble preamble) {
      boolean sound = preamble.magic() == Magic.LIST
          && preamble.origin().equals(home.code())
          && preamble.destination().equals(home.code());
      if (!sound) throw new IllegalStateException("no page of " + home.text() + ": " + preamble);
    }

    @Override
    public boolean block(int index, BlockHeader header, byte[] bytes, int offset) {
      if (header.kind() != KIND_EXPOSURES) return false;
      exposures.wrap(bytes, offset, header);
      while (exposures.next()) {
        byte[] payload = new byte[ExposureHeader.BYTES + exposures.dataLength()];
        ExposureHeader.put(payload, 0, header.payloadType(), header.routingCode());
        System.arraycopy(
            bytes, exposures.dataOffset(), payload, ExposureHeader.BYTES, exposures.dataLength());
        if (header.isRevocation()) ledger.takeBack(payload);
        else ledger.find(payload, exposures.score(), nanos);
      }
      return false;
    }

    @Override
    public void segment(Segment segment) {
      throw new IllegalStateException("no block of a page is kept");
    }

    @Override
    public void end(EndBlock end, byte[] digest) {}
  }
}
