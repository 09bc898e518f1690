package godwit.codec.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import godwit.codec.DecodeException;
import godwit.codec.batch.BatchSink;
import godwit.codec.batch.BlockHeader;
import godwit.codec.batch.EndBlock;
import godwit.codec.batch.Pieces;
import godwit.codec.batch.Preamble;
import godwit.codec.batch.Segment;
import godwit.codec.payload.RoutingCode;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/// All that a reader told of one document, for tests to look at.
final class ReadDocument implements BatchSink {
  final ByteArrayOutputStream octets = new ByteArrayOutputStream();
  final List<BlockHeader> headers = new ArrayList<>();
  final List<String> pointers = new ArrayList<>();
  final List<Segment> segments = new ArrayList<>();
  Optional<EndBlock> end = Optional.empty();
  byte[] digest = new byte[0];
  private final DocumentReader reader;

  ReadDocument(Pieces pieces) {
    this(pieces, BatchJsonReader::new);
  }

  ReadDocument(Pieces pieces, BiFunction<BatchSink, Pieces, DocumentReader> form) {
    reader = form.apply(this, pieces);
  }

  /// Reads in pieces of at most `size` bytes.
  static ReadDocument of(byte[] document, int size) {
    return new ReadDocument(Pieces.unbounded()).read(document, size);
  }

  /// The same of contact events, of an app of France's.
  static ReadDocument ofContacts(byte[] document, int size) {
    return contacts(Pieces.unbounded()).read(document, size);
  }

  static ReadDocument contacts(Pieces pieces) {
    RoutingCode france = RoutingCode.nation(250, 0);
    return new ReadDocument(pieces, (sink, given) -> new ContactJsonReader(sink, given, france));
  }

  private ReadDocument read(byte[] document, int size) {
    for (int offset = 0; offset < document.length; offset += size) {
      int length = Math.min(size, document.length - offset);
      if (reader.feed(document, offset, length) != length) throw new AssertionError("no room");
    }
    if (!reader.end()) throw new AssertionError("no memory");
    reader.release();
    return this;
  }

  static ReadDocument of(String document) {
    return of(document.getBytes(UTF_8), Integer.MAX_VALUE);
  }

  /// The reason and pointer of the refusal, or "none".
  static String refusal(byte[] document, int size) {
    return refusal(() -> of(document, size));
  }

  private static String refusal(Runnable reading) {
    try {
      reading.run();
      return "none";
    } catch (DecodeException refused) {
      return refused.fault().reason() + " " + refused.pointer().orElse("no pointer");
    }
  }

  static String refusal(String document) {
    return refusal(document.getBytes(UTF_8), Integer.MAX_VALUE);
  }

  /// The same of contact events.
  static String refusalOfContacts(byte[] document, int size) {
    return refusal(() -> ofContacts(document, size));
  }

  DocumentReader reader() {
    return reader;
  }

  @Override
  public void preamble(Preamble preamble) {
    octets.writeBytes(preamble.bytes());
  }

  @Override
  public boolean block(int index, BlockHeader header, byte[] bytes, int offset) {
    if (index != headers.size()) throw new AssertionError("index=" + index);
    headers.add(header);
    pointers.add(reader.blockPointer().orElseThrow());
    return true;
  }

  @Override
  public void segment(Segment segment) {
    segments.add(segment);
    octets.write(segment.piece(), segment.offset(), segment.length());
  }

  @Override
  public void end(EndBlock read, byte[] proven) {
    octets.writeBytes(read.bytes());
    end = Optional.of(read);
    digest = proven;
  }
}
