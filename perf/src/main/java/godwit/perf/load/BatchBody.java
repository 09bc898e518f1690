package godwit.perf.load;

import godwit.codec.BigEndian;
import godwit.codec.batch.BatchLayout;
import godwit.codec.batch.Digest;
import godwit.codec.batch.EndBlock;
import godwit.codec.batch.Preamble;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/// The blocks of a batch, of which any number of different batches are made at hardly any cost.
/*
 * Batches of one body share its bytes and differ in their preamble and end block. The digest needs
 * only the hashes of the blocks. A gzip member is put together in the same way: the preamble as a
 * stored block of deflate, the shared blocks compressed once and flushed to a byte's boundary, the
 * end block stored, and a CRC-32 over all of it. Any inflater takes it for one ordinary member.
 */
public final class BatchBody {
  private static final int[] GZIP_HEAD = {0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF};
  private static final int GZIP_LEVEL = 6;
  private static final int STORED_HEAD_BYTES = 5;
  private static final int GZIP_TAIL_BYTES = 8;
  private static final int PIECE_BYTES = 1 << 16;

  private final byte[] blocks;
  private final byte[] hashes;
  private final long records;
  private final Optional<byte[]> deflated;

  private BatchBody(byte[] blocks, byte[] hashes, long records, Optional<byte[]> deflated) {
    this.blocks = blocks;
    this.hashes = hashes;
    this.records = records;
    this.deflated = deflated;
  }

  /// One batch on the wire: head, the body's shared bytes so many times, tail.
  public record Stamped(Preamble preamble, byte[] head, int copies, byte[] tail) {}

  static BatchBody of(List<byte[]> blocks, boolean gzip) {
    int bytes = 0;
    long records = 0;
    for (byte[] block : blocks) bytes = Math.addExact(bytes, block.length);
    byte[] all = new byte[bytes];
    byte[] hashes = new byte[blocks.size() * Digest.BYTES];
    int offset = 0;
    int hash = 0;
    for (byte[] block : blocks) {
      System.arraycopy(block, 0, all, offset, block.length);
      System.arraycopy(Digest.hash(block, 0, block.length), 0, hashes, hash, Digest.BYTES);
      records += BigEndian.uint32(block, COUNT_OFFSET);
      offset += block.length;
      hash += Digest.BYTES;
    }
    Optional<byte[]> deflated = gzip ? Optional.of(deflate(all)) : Optional.empty();
    return new BatchBody(all, hashes, records, deflated);
  }

  private static final int COUNT_OFFSET = 12; // of a block header: docs/protocol.md

  public long records() {
    return records;
  }

  /// Bytes of a batch once it is decoded.
  public long decodedBytes() {
    return decodedBytes(1);
  }

  /// Bytes of a batch that has the blocks several times, once it is decoded.
  public long decodedBytes(int copies) {
    byte[] end = new EndBlock(records, new byte[Digest.BYTES], Optional.empty()).bytes();
    return BatchLayout.PREAMBLE_BYTES + (long) copies * blocks.length + end.length;
  }

  /// The bytes of a batch's body as it is sent.
  public long wireBytes(Stamped stamped) {
    return stamped.head().length
        + (long) stamped.copies() * shared().length
        + stamped.tail().length;
  }

  public boolean isGzip() {
    return deflated.isPresent();
  }

  /// What all batches of this body have between their head and their tail.
  public byte[] shared() {
    return deflated.orElse(blocks);
  }

  /// A batch of these blocks.
  public Stamped stamp(Preamble preamble) {
    return stamp(preamble, 1);
  }

  /// A batch that has these blocks several times, one copy after another.
  public Stamped stamp(Preamble preamble, int copies) {
    return stamp(preamble, copies, _ -> Optional.empty());
  }

  /// The same, signed; of bodies that are not compressed.
  Stamped stamp(
      Preamble preamble, int copies, Function<byte[], Optional<EndBlock.Signature>> signer) {
    byte[] first = preamble.bytes();
    Digest digest = new Digest(preamble);
    for (int copy = 0; copy < copies; copy++) digest.hashes(hashes, 0, hashes.length);
    byte[] proof = digest.finish();
    byte[] last = new EndBlock(copies * records, proof, signer.apply(proof)).bytes();
    if (deflated.isEmpty()) return new Stamped(preamble, first, copies, last);
    byte[] head = new byte[GZIP_HEAD.length + STORED_HEAD_BYTES + first.length];
    for (int index = 0; index < GZIP_HEAD.length; index++) head[index] = (byte) GZIP_HEAD[index];
    store(first, false, head, GZIP_HEAD.length);
    byte[] tail = new byte[STORED_HEAD_BYTES + last.length + GZIP_TAIL_BYTES];
    store(last, true, tail, 0);
    CRC32 crc = new CRC32();
    crc.update(first);
    for (int copy = 0; copy < copies; copy++) crc.update(blocks);
    crc.update(last);
    littleEndian(tail, tail.length - 8, 4, crc.getValue());
    littleEndian(tail, tail.length - 4, 4, decodedBytes(copies));
    return new Stamped(preamble, head, copies, tail);
  }

  /* RFC 1951, 3.2.4: a last-block bit and type 00, then the length and its complement. */
  private static void store(byte[] bytes, boolean last, byte[] to, int offset) {
    to[offset] = (byte) (last ? 1 : 0);
    littleEndian(to, offset + 1, 2, bytes.length);
    littleEndian(to, offset + 3, 2, ~bytes.length);
    System.arraycopy(bytes, 0, to, offset + STORED_HEAD_BYTES, bytes.length);
  }

  private static void littleEndian(byte[] to, int offset, int bytes, long value) {
    for (int index = 0; index < bytes; index++) to[offset + index] = (byte) (value >> (8 * index));
  }

  private static byte[] deflate(byte[] bytes) {
    var out = new ByteArrayOutputStream(bytes.length / 2);
    try (Deflater deflater = new Deflater(GZIP_LEVEL, true)) {
      deflater.setInput(bytes);
      byte[] piece = new byte[PIECE_BYTES];
      int length = piece.length;
      while (length == piece.length) {
        length = deflater.deflate(piece, 0, piece.length, Deflater.SYNC_FLUSH);
        out.write(piece, 0, length);
      }
    }
    return out.toByteArray();
  }
}
