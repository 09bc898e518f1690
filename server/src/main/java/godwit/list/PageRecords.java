package godwit.list;

import static godwit.codec.batch.BatchLayout.HEADER_BYTES;
import static godwit.codec.batch.BatchLayout.KIND_END;
import static godwit.codec.batch.BatchLayout.KIND_VENUE;
import static godwit.codec.batch.BatchLayout.PREAMBLE_BYTES;

import godwit.codec.batch.BlockHeader;
import godwit.codec.batch.ExposureCursor;
import godwit.codec.batch.VenueCursor;
import godwit.codec.filter.Identifier;
import godwit.codec.filter.SipHash;
import godwit.codec.payload.PayloadFamily;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// The records of pages, each with the hash of its identifier.
final class PageRecords {
  private final SipHash key;
  private final ExposureCursor exposures = new ExposureCursor();
  private final VenueCursor venues = new VenueCursor();
  private final byte[] venue = new byte[Identifier.VENUE_BYTES];

  PageRecords(SipHash key) {
    this.key = key;
  }

  /// Who is given each record.
  interface Visitor {
    void exposure(long hash, BlockHeader header, int score, byte[] page, int offset, int length);

    void venue(
        long hash, BlockHeader header, long venue, long start, long end, int score, byte[] data);
  }

  /// How many records pages have, and how many bytes these take.
  static long count(byte[] page) {
    long records = 0;
    int offset = PREAMBLE_BYTES;
    BlockHeader header = BlockHeader.read(page, offset);
    while (header.kind() != KIND_END) {
      records += header.count();
      offset += header.blockBytes();
      header = BlockHeader.read(page, offset);
    }
    return records;
  }

  void visit(byte[] page, Visitor visitor) {
    int offset = PREAMBLE_BYTES;
    BlockHeader header = BlockHeader.read(page, offset);
    while (header.kind() != KIND_END) {
      if (header.kind() == KIND_VENUE) visitVenues(page, offset, header, visitor);
      else visitExposures(page, offset, header, visitor);
      offset += header.blockBytes();
      if (offset + HEADER_BYTES > page.length) throw new IllegalStateException("offset=" + offset);
      header = BlockHeader.read(page, offset);
    }
  }

  private void visitExposures(byte[] page, int offset, BlockHeader header, Visitor visitor) {
    PayloadFamily family = PayloadFamily.of(header.payloadType());
    exposures.wrap(page, offset, header);
    while (exposures.next()) {
      int at = exposures.dataOffset();
      int length = exposures.dataLength();
      long hash = key.hash(page, at, Identifier.length(family, length));
      visitor.exposure(hash, header, exposures.score(), page, at, length);
    }
  }

  private void visitVenues(byte[] page, int offset, BlockHeader header, Visitor visitor) {
    venues.wrap(page, offset, header);
    while (venues.next()) {
      ByteBuffer.wrap(venue).putInt((int) venues.venue());
      int from = venues.dataOffset();
      visitor.venue(
          key.hash(venue, 0, venue.length),
          header,
          venues.venue(),
          venues.startSeconds(),
          venues.endSeconds(),
          venues.score(),
          Arrays.copyOfRange(page, from, from + venues.dataLength()));
    }
  }
}
