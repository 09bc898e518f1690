package godwit.batchfile;

import godwit.codec.batch.BatchDecoder;
import godwit.codec.batch.BatchSink;
import godwit.codec.batch.BodyReader;
import godwit.codec.batch.Pieces;
import godwit.codec.json.BatchJsonReader;

/// A batch in octets or in JSON, as its first byte tells.
///
/// - shape: no magic begins like a JSON document, with a brace or white space
/// - units: bytes
/// - errors: those of the reader that the form needs; for what is neither, those of octets
/// - source: docs/protocol.md, "Batch" and "JSON"
public final class EitherForm implements BodyReader {
  private final BatchSink sink;
  private final Pieces pieces;
  private BodyReader reader;
  private boolean known;
  private final byte[] first = new byte[1];

  public EitherForm(BatchSink sink, Pieces pieces) {
    this.sink = sink;
    this.pieces = pieces;
    this.reader = new BatchDecoder(sink, pieces);
  }

  @Override
  public boolean makeRoom() {
    return !known || reader.makeRoom();
  }

  @Override
  public byte[] window() {
    return known ? reader.window() : first;
  }

  @Override
  public int position() {
    return known ? reader.position() : 0;
  }

  @Override
  public int room() {
    return known ? reader.room() : first.length;
  }

  @Override
  public void advance(int count) {
    if (known) {
      reader.advance(count);
      return;
    }
    if (count == 0) return;
    known = true;
    if ("{ \t\r\n".indexOf(first[0]) >= 0) reader = new BatchJsonReader(sink, pieces);
    if (reader.feed(first, 0, count) != count) {
      throw new IllegalStateException("no memory for the first byte");
    }
  }

  @Override
  public boolean end() {
    return reader.end();
  }

  @Override
  public void release() {
    reader.release();
  }
}
