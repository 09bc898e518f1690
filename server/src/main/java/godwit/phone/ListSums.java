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
import godwit.codec.payload.Bytes;
import godwit.codec.payload.ExposureHeader;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntToDoubleFunction;

/// What an authority's list says of each payload and day, read page after page: what was taken back
/// counts no more.
///
/// All phones of a country may share one, as they share the download.
public final class ListSums {
  private final AuthorityClient server;
  private final IntToDoubleFunction thresholds;
  private final Map<Key, Double> sums = new HashMap<>();
  private String next;

  private record Key(Bytes payload, int date) {}

  /// @param thresholds in minutes, by mechanism
  public ListSums(AuthorityClient server, IntToDoubleFunction thresholds) {
    this.server = server;
    this.thresholds = thresholds;
    this.next = server.list();
  }

  /// Reads all that is there now.
  public void catchUp() throws IOException {
    while (true) {
      AuthorityClient.Page page = server.page(next);
      next = page.next();
      if (page.batch().isEmpty()) return;
      read(page.batch().get());
    }
  }

  /// What a payload's contacts of a day add up to, in shares of the threshold.
  ///
  /// @param payload exposure header first
  /// @param date days since 1970-01-01 UTC
  public double of(byte[] payload, int date) {
    return sums.getOrDefault(new Key(Bytes.copyOf(payload), date), 0.0);
  }

  private void read(Buffer page) throws IOException {
    BatchDecoder decoder = new BatchDecoder(new Adding(), Pieces.unbounded());
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

  private final class Adding implements BatchSink {
    private static final double HUNDREDTHS = 100;

    private final ExposureCursor cursor = new ExposureCursor();

    @Override
    public void preamble(Preamble preamble) {}

    @Override
    public boolean block(int index, BlockHeader header, byte[] bytes, int offset) {
      if (header.kind() != KIND_EXPOSURES) return false;
      cursor.wrap(bytes, offset, header);
      while (cursor.next()) {
        byte[] payload = new byte[ExposureHeader.BYTES + cursor.dataLength()];
        ExposureHeader.put(payload, 0, header.payloadType(), header.routingCode());
        System.arraycopy(
            bytes, cursor.dataOffset(), payload, ExposureHeader.BYTES, cursor.dataLength());
        Key key = new Key(Bytes.copyOf(payload), header.date());
        double minutes = cursor.score() / HUNDREDTHS;
        if (header.isRevocation()) sums.remove(key);
        else sums.merge(key, minutes / thresholds.applyAsDouble(header.mechanism()), Double::sum);
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
