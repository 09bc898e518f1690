package godwit.intake.content;

import godwit.codec.DecodeException;
import godwit.codec.Fault;
import godwit.codec.batch.BodyReader;
import godwit.domain.Limits;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// A gzip body, inflated straight into the piece that is checked and stored.
///
/// - shape: one or more members: `1f 8b 08 flags …`, raw deflate, `u32 CRC-32 | u32 size`, both
///   little-endian
/// - units: offsets in errors count decoded bytes
/// - errors: `bad-gzip`, `truncated`, `too-large`, `expansion-ratio`, and those of the reader
/// - source: RFC 1952; docs/protocol.md, "HTTP between authorities"
public final class GzipDecoder implements ContentDecoder {
  private static final int FLAG_HEADER_CRC = 0x02;
  private static final int FLAG_EXTRA = 0x04;
  private static final int FLAG_NAME = 0x08;
  private static final int FLAG_COMMENT = 0x10;
  private static final int FLAGS_RESERVED = 0xE0;
  private static final int METHOD_DEFLATE = 8;
  private static final int TRAILER_BYTES = 8;

  /* What the next byte of a member belongs to. */
  private enum Part {
    MAGIC_1,
    MAGIC_2,
    METHOD,
    FLAGS,
    TIME_AND_SYSTEM,
    EXTRA_LENGTH,
    EXTRA,
    NAME,
    COMMENT,
    HEADER_CRC,
    DATA,
    TRAILER
  }

  private final BodyReader reader;
  private final Limits limits;
  private final InflaterPool pool;
  private final Inflater inflater;
  private final CRC32 crc = new CRC32();
  private Part part = Part.MAGIC_1;
  private int flags;
  /* Bytes of the current part that are still to come, and what they have said so far. */
  private int left;
  private long value;
  private long memberBytes;
  private long received;
  private long decoded;

  public GzipDecoder(BodyReader reader, Limits limits, InflaterPool pool) {
    this.reader = reader;
    this.limits = limits;
    this.pool = pool;
    this.inflater = pool.take();
  }

  @Override
  public boolean feed(ByteBuffer input) {
    while (input.hasRemaining()) {
      if (part == Part.DATA) {
        if (!inflate(input)) return false;
      } else {
        receive(1);
        frame(input.get() & 0xFF);
      }
    }
    return true;
  }

  @Override
  public void end() {
    if (part != Part.MAGIC_1) throw fault(Fault.TRUNCATED);
  }

  @Override
  public void release() {
    pool.give(inflater);
  }

  private boolean inflate(ByteBuffer input) {
    inflater.setInput(input);
    try {
      while (!inflater.finished()) {
        if (!reader.makeRoom()) return false;
        int before = input.position();
        int count = inflater.inflate(reader.window(), reader.position(), reader.room());
        receive(input.position() - before);
        if (count > 0) {
          take(count);
        } else if (!inflater.finished()) {
          if (inflater.needsDictionary()) throw fault(Fault.BAD_GZIP);
          return true;
        }
      }
    } catch (DataFormatException e) {
      throw fault(Fault.BAD_GZIP);
    }
    enter(Part.TRAILER, TRAILER_BYTES);
    return true;
  }

  private void take(int count) {
    crc.update(reader.window(), reader.position(), count);
    memberBytes += count;
    decoded += count;
    if (decoded > limits.bodyBytes()) throw tooLarge();
    if (decoded >= limits.ratioTestedFromBytes() && decoded > received * limits.expansionRatio()) {
      throw fault(Fault.EXPANSION_RATIO);
    }
    reader.advance(count);
  }

  /* Members that hold nothing, or blocks of them, could come for ever. */
  private void receive(int count) {
    received += count;
    if (received > limits.bodyBytes()) throw tooLarge();
  }

  private void frame(int next) {
    if (part != Part.HEADER_CRC && part != Part.TRAILER) crc.update(next);
    switch (part) {
      case MAGIC_1 -> {
        crc.reset();
        crc.update(next);
        expect(next == 0x1F);
        part = Part.MAGIC_2;
      }
      case MAGIC_2 -> {
        expect(next == 0x8B);
        part = Part.METHOD;
      }
      case METHOD -> {
        expect(next == METHOD_DEFLATE);
        part = Part.FLAGS;
      }
      case FLAGS -> {
        expect((next & FLAGS_RESERVED) == 0);
        flags = next;
        enter(Part.TIME_AND_SYSTEM, 6);
      }
      case TIME_AND_SYSTEM -> {
        if (--left == 0) afterFixed();
      }
      case EXTRA_LENGTH -> {
        littleEndian(next);
        if (left == 0) {
          int length = (int) value;
          if (length == 0) afterExtra();
          else enter(Part.EXTRA, length);
        }
      }
      case EXTRA -> {
        if (--left == 0) afterExtra();
      }
      case NAME -> {
        if (next == 0) afterName();
      }
      case COMMENT -> {
        if (next == 0) afterComment();
      }
      case HEADER_CRC -> {
        littleEndian(next);
        if (left == 0) {
          expect(value == (crc.getValue() & 0xFFFF));
          startData();
        }
      }
      case TRAILER -> trailer(next);
      case DATA -> throw new IllegalStateException("data is inflated, not framed");
    }
  }

  private void afterFixed() {
    if ((flags & FLAG_EXTRA) != 0) enter(Part.EXTRA_LENGTH, 2);
    else afterExtra();
  }

  private void afterExtra() {
    if ((flags & FLAG_NAME) != 0) part = Part.NAME;
    else afterName();
  }

  private void afterName() {
    if ((flags & FLAG_COMMENT) != 0) part = Part.COMMENT;
    else afterComment();
  }

  private void afterComment() {
    if ((flags & FLAG_HEADER_CRC) != 0) enter(Part.HEADER_CRC, 2);
    else startData();
  }

  private void startData() {
    part = Part.DATA;
    crc.reset();
    memberBytes = 0;
    inflater.reset();
  }

  private void trailer(int next) {
    littleEndian(next);
    if (left == TRAILER_BYTES / 2) {
      expect(value == crc.getValue());
      value = 0;
    } else if (left == 0) {
      expect(value == (memberBytes & 0xFFFFFFFFL));
      part = Part.MAGIC_1;
    }
  }

  private void enter(Part next, int bytes) {
    part = next;
    left = bytes;
    value = 0;
  }

  private void littleEndian(int next) {
    int total = switch (part) {
      case TRAILER -> left > TRAILER_BYTES / 2 ? TRAILER_BYTES : TRAILER_BYTES / 2;
      default -> 2;
    };
    value |= (long) next << (8 * (total - left));
    left--;
  }

  private void expect(boolean fulfilled) {
    if (!fulfilled) throw fault(Fault.BAD_GZIP);
  }

  private DecodeException tooLarge() {
    return new DecodeException(Fault.TOO_LARGE, Math.min(decoded, limits.bodyBytes()));
  }

  private DecodeException fault(Fault fault) {
    return new DecodeException(fault, decoded);
  }
}
