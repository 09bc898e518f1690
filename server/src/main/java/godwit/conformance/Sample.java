package godwit.conformance;

import godwit.codec.batch.BatchLayout;
import godwit.codec.batch.BatchWriter;
import godwit.codec.batch.BlockHeader;
import godwit.codec.batch.Digest;
import godwit.codec.batch.EndBlock;
import godwit.codec.batch.Magic;
import godwit.codec.batch.Preamble;
import godwit.codec.json.BatchJsonWriter;
import godwit.codec.payload.RoutingCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.zip.CRC32C;
import java.util.zip.GZIPOutputStream;

/// A batch that is sent to a server: sound unless a case changes its bytes.
///
/// @param signer signs its digest, where the server knows this caller's key
record Sample(
    Preamble preamble, List<byte[]> blocks, Function<byte[], Optional<EndBlock.Signature>> signer) {
  Sample {
    blocks = List.copyOf(blocks);
  }

  /// An empty one with a new id.
  static Sample of(RoutingCode origin, RoutingCode destination, Instant created) {
    return new Sample(
        new Preamble(
            Magic.EXPOSURES, 0, UUID.randomUUID(), origin, destination, created.toEpochMilli()),
        List.of(),
        _ -> Optional.empty());
  }

  Sample with(byte[]... more) {
    List<byte[]> all = new ArrayList<>(blocks);
    all.addAll(List.of(more));
    return new Sample(preamble, all, signer);
  }

  Sample without() {
    return new Sample(preamble, List.of(), signer);
  }

  Sample to(RoutingCode destination) {
    return with(new Preamble(
        Magic.EXPOSURES,
        0,
        preamble.batch(),
        preamble.origin(),
        destination,
        preamble.createdMillis()));
  }

  Sample from(RoutingCode origin) {
    return with(new Preamble(
        Magic.EXPOSURES,
        0,
        preamble.batch(),
        origin,
        preamble.destination(),
        preamble.createdMillis()));
  }

  /// The same of another time, unsigned: the key may not have counted then.
  Sample created(Instant created) {
    return unsigned()
        .with(new Preamble(
            Magic.EXPOSURES,
            0,
            preamble.batch(),
            preamble.origin(),
            preamble.destination(),
            created.toEpochMilli()));
  }

  Sample with(Preamble other) {
    return new Sample(other, blocks, signer);
  }

  Sample unsigned() {
    return signed(_ -> Optional.empty());
  }

  /// The same, signed in another way.
  Sample signed(Function<byte[], Optional<EndBlock.Signature>> other) {
    return new Sample(preamble, blocks, other);
  }

  UUID id() {
    return preamble.batch();
  }

  long records() {
    return blocks.stream()
        .mapToLong(block -> BlockHeader.read(block, 0).count())
        .sum();
  }

  byte[] octets() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    write(out);
    return out.toByteArray();
  }

  /// The same with another end block, whatever it claims.
  byte[] endingWith(EndBlock end) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(preamble.bytes());
    blocks.forEach(out::writeBytes);
    out.writeBytes(end.bytes());
    return out.toByteArray();
  }

  byte[] endingWith(byte[] end) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(preamble.bytes());
    blocks.forEach(out::writeBytes);
    out.writeBytes(end);
    return out.toByteArray();
  }

  /// A block with another byte, and the checksum that goes with it.
  static byte[] resealed(byte[] block, int index, int value) {
    byte[] other = block.clone();
    other[index] = (byte) value;
    CRC32C crc = new CRC32C();
    crc.update(other, 0, BatchLayout.CRC);
    crc.update(other, BatchLayout.HEADER_BYTES, other.length - BatchLayout.HEADER_BYTES);
    ByteBuffer.wrap(other).putInt(BatchLayout.CRC, (int) crc.getValue());
    return other;
  }

  /// A block of exposures as a header claims it to be, whatever its body holds.
  static byte[] exposures(
      int payloadType, RoutingCode code, int date, int length, int count, byte[] body) {
    ByteBuffer block = ByteBuffer.allocate(BatchLayout.HEADER_BYTES + body.length);
    block.put((byte) BatchLayout.KIND_EXPOSURES).put((byte) payloadType).putInt(code.code());
    block.putShort((short) date).put((byte) 5).put((byte) 0).putShort((short) length);
    block.putInt(count).putInt(body.length).putInt(0).put(body);
    return resealed(block.array(), 0, BatchLayout.KIND_EXPOSURES);
  }

  EndBlock end() {
    return write(new ByteArrayOutputStream());
  }

  /// As receipts write it.
  String digest() {
    return "sha-256:" + HexFormat.of().formatHex(end().digest());
  }

  byte[] gzip() {
    return gzip(octets());
  }

  byte[] json() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      BatchJsonWriter writer = new BatchJsonWriter(preamble, out);
      for (byte[] block : blocks) writer.block(BlockHeader.read(block, 0), block, 0);
      writer.finish();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return out.toByteArray();
  }

  static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return out.toByteArray();
  }

  /// A digest of nothing.
  static EndBlock wrongEnd(long total, byte[] digest) {
    return new EndBlock(total, digest.clone(), Optional.empty());
  }

  /// Bytes with some bits of one turned over.
  static byte[] changed(byte[] bytes, int index, int bits) {
    byte[] other = bytes.clone();
    other[index] ^= (byte) bits;
    return other;
  }

  /// A digest that is none.
  static byte[] noDigest() {
    return new byte[Digest.BYTES];
  }

  private EndBlock write(ByteArrayOutputStream out) {
    try {
      BatchWriter writer = new BatchWriter(preamble, out);
      for (byte[] block : blocks) writer.block(block);
      return writer.finish(signer);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }
}
