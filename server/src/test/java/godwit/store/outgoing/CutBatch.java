package godwit.store.outgoing;

import static godwit.store.TestDatabases.await;

import godwit.codec.batch.BatchDecoder;
import godwit.codec.batch.BatchSink;
import godwit.codec.batch.BlockHeader;
import godwit.codec.batch.Digest;
import godwit.codec.batch.EndBlock;
import godwit.codec.batch.Pieces;
import godwit.codec.batch.Preamble;
import godwit.codec.batch.Segment;
import godwit.store.segment.Place;
import godwit.store.segment.Stretch;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// An outgoing batch put together as a sender does, and what a receiver's decoder says about it.
public final class CutBatch implements BatchSink {
  public final byte[] bytes;
  public final List<Place> places;
  public final List<Integer> payloadTypes = new ArrayList<>();
  public final List<String> blockHashes = new ArrayList<>();
  private long records;

  private CutBatch(byte[] bytes, List<Place> places) {
    this.bytes = bytes;
    this.places = places;
  }

  /// Fails unless the batch's end block proves it.
  public static CutBatch of(Deliveries deliveries, Outgoing outgoing) {
    Buffer bytes = Buffer.buffer(outgoing.preamble().bytes());
    List<Place> places = await(deliveries.places(outgoing));
    for (Stretch stretch : Stretch.of(places)) {
      bytes.appendBuffer(await(deliveries.blocks(outgoing, stretch)));
    }
    bytes.appendBuffer(outgoing.endBlock());
    CutBatch batch = new CutBatch(bytes.getBytes(), places);
    BatchDecoder decoder = new BatchDecoder(batch, Pieces.unbounded());
    decoder.feed(batch.bytes, 0, batch.bytes.length);
    decoder.end();
    if (batch.bytes.length != outgoing.bytes() || batch.records != outgoing.records()) {
      throw new AssertionError("bytes=" + batch.bytes.length + " records=" + batch.records + " of "
          + outgoing.bytes() + " and " + outgoing.records());
    }
    return batch;
  }

  @Override
  public void preamble(Preamble preamble) {}

  @Override
  public boolean block(int index, BlockHeader header, byte[] memory, int offset) {
    payloadTypes.add(header.payloadType());
    records += header.count();
    return true;
  }

  @Override
  public void segment(Segment segment) {
    for (int at = 0; at < segment.hashes().length; at += Digest.BYTES) {
      blockHashes.add(HexFormat.of().formatHex(segment.hashes(), at, at + Digest.BYTES));
    }
  }

  @Override
  public void end(EndBlock end, byte[] digest) {}
}
