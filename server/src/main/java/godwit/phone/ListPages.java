package godwit.phone;

import static godwit.codec.batch.BatchLayout.KIND_EXPOSURES;

import godwit.codec.DecodeException;
import godwit.codec.batch.BatchDecoder;
import godwit.codec.batch.BatchSink;
import godwit.codec.batch.BlockHeader;
import godwit.codec.batch.EndBlock;
import godwit.codec.batch.ExposureCursor;
import godwit.codec.batch.Pieces;
import godwit.codec.batch.Preamble;
import godwit.codec.batch.Segment;
import godwit.codec.payload.ExposureHeader;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;

/// An authority's list, read page after page.
///
/// All phones of a country may share one, as they share the download.
public final class ListPages {
  private final AuthorityClient server;
  private final Entries entries;
  private String next;

  public ListPages(AuthorityClient server, Entries entries) {
    this.server = server;
    this.entries = entries;
    this.next = server.list();
  }

  /// What is told of the list.
  public interface Entries {
    /// A page begins.
    void page(Preamble preamble);

    /// An exposure is listed.
    ///
    /// @param of its block
    /// @param payload exposure header first
    /// @param score in hundredths of a risk-weighted minute
    void exposure(BlockHeader of, byte[] payload, int score);
  }

  /// Reads all that is there now.
  ///
  /// @throws IOException if the server cannot be asked, or a page is broken
  public void catchUp() throws IOException {
    while (true) {
      AuthorityClient.Page page = server.page(next);
      next = page.next();
      if (page.batch().isEmpty()) return;
      read(page.batch().get());
    }
  }

  private void read(Buffer page) throws IOException {
    BatchDecoder decoder = new BatchDecoder(new Reading(), Pieces.unbounded());
    try {
      byte[] bytes = page.getBytes();
      decoder.feed(bytes, 0, bytes.length);
      decoder.end();
    } catch (DecodeException broken) {
      throw new IOException("a page of the list is broken", broken);
    } finally {
      decoder.release();
    }
  }

  private final class Reading implements BatchSink {
    private final ExposureCursor cursor = new ExposureCursor();

    @Override
    public void preamble(Preamble preamble) {
      entries.page(preamble);
    }

    @Override
    public boolean block(int index, BlockHeader header, byte[] bytes, int offset) {
      if (header.kind() != KIND_EXPOSURES) return false;
      cursor.wrap(bytes, offset, header);
      while (cursor.next()) {
        byte[] payload = new byte[ExposureHeader.BYTES + cursor.dataLength()];
        ExposureHeader.put(payload, 0, header.payloadType(), header.routingCode());
        System.arraycopy(
            bytes, cursor.dataOffset(), payload, ExposureHeader.BYTES, cursor.dataLength());
        entries.exposure(header, payload, cursor.score());
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
