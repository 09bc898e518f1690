package godwit.http;

import godwit.codec.batch.BatchWriter;
import godwit.codec.batch.BlockBuilder;
import godwit.codec.batch.BlockHeader;
import godwit.codec.batch.Magic;
import godwit.codec.batch.Preamble;
import godwit.codec.json.BatchJsonWriter;
import godwit.codec.payload.RoutingCode;
import godwit.server.RunningNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;

/// A batch in the making: a sound one from France to Norway unless a test says otherwise.
final class SampleBatch {
  /// The day that the node's clock says.
  static final int TODAY =
      (int) LocalDate.ofInstant(RunningNode.NOON, ZoneOffset.UTC).toEpochDay();

  static final int SIMPLE = 0x10;
  static final int SIMPLE_BYTES = 16;

  private final List<byte[]> blocks = new ArrayList<>();
  private Preamble preamble = new Preamble(
      Magic.EXPOSURES,
      0,
      UUID.randomUUID(),
      RunningNode.FRANCE,
      RunningNode.NORWAY,
      RunningNode.NOON.toEpochMilli());

  /// What a test may want to have otherwise in a preamble.
  interface Change {
    Preamble of(Preamble preamble);
  }

  SampleBatch with(Change change) {
    preamble = change.of(preamble);
    return this;
  }

  SampleBatch magic(Magic magic) {
    return with(p ->
        new Preamble(magic, p.hops(), p.batch(), p.origin(), p.destination(), p.createdMillis()));
  }

  SampleBatch id(UUID batch) {
    return with(p ->
        new Preamble(p.magic(), p.hops(), batch, p.origin(), p.destination(), p.createdMillis()));
  }

  SampleBatch origin(RoutingCode origin) {
    return with(p ->
        new Preamble(p.magic(), p.hops(), p.batch(), origin, p.destination(), p.createdMillis()));
  }

  SampleBatch destination(RoutingCode destination) {
    return with(p ->
        new Preamble(p.magic(), p.hops(), p.batch(), p.origin(), destination, p.createdMillis()));
  }

  SampleBatch created(long millis) {
    return with(
        p -> new Preamble(p.magic(), p.hops(), p.batch(), p.origin(), p.destination(), millis));
  }

  SampleBatch hops(int hops) {
    return with(p -> p.withHops(hops));
  }

  SampleBatch block(byte[] block) {
    blocks.add(block);
    return this;
  }

  UUID id() {
    return preamble.batch();
  }

  byte[] bytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      BatchWriter writer = new BatchWriter(preamble, out);
      for (byte[] block : blocks) writer.block(block);
      writer.finish();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /// The same batch as a document; its blocks are of kind 1, then 2.
  byte[] json() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      BatchJsonWriter writer = new BatchJsonWriter(preamble, out);
      for (byte[] block : blocks) writer.block(BlockHeader.read(block, 0), block, 0);
      writer.finish();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /// An empty batch of contact events, from a phone of Norway's.
  static SampleBatch contacts() {
    return new SampleBatch().magic(Magic.CONTACTS).origin(RunningNode.NORWAY);
  }

  /// A batch of one block of simple payloads for Norway.
  static SampleBatch simple(int records) {
    return new SampleBatch().block(exposures(records));
  }

  /// A batch of so many simple payloads, in blocks of 10,000; the same seed gives the same records.
  static SampleBatch large(int records, long seed) {
    SampleBatch batch = new SampleBatch();
    Random random = new Random(seed);
    for (int left = records; left > 0; left -= 10_000) {
      batch.block(exposures(Math.min(left, 10_000), SIMPLE, RunningNode.NORWAY, TODAY, 16, random));
    }
    return batch;
  }

  static byte[] exposures(int records) {
    return exposures(records, SIMPLE, RunningNode.NORWAY, TODAY, SIMPLE_BYTES, new Random(records));
  }

  static byte[] exposures(int records, int type, RoutingCode code, int date, int length) {
    return exposures(records, type, code, date, length, new Random(records));
  }

  private static byte[] exposures(
      int records, int type, RoutingCode code, int date, int length, Random random) {
    BlockBuilder block = BlockBuilder.exposures(type, code.code(), date, 1, 2, length);
    byte[] data = new byte[length];
    for (int record = 0; record < records; record++) {
      random.nextBytes(data);
      if (!block.addExposure(record & 0xFFFF, data, 0, length)) throw new AssertionError("full");
    }
    return block.finish();
  }

  /// A block of one venue exposure.
  static byte[] venue(long venue, long start, long end) {
    return venue(RunningNode.NORWAY, (int) (start / 86_400), venue, start, end);
  }

  static byte[] venue(RoutingCode code, int date, long venue, long start, long end) {
    BlockBuilder block = BlockBuilder.venue(0x30, code.code(), date, 1, 0);
    if (!block.addVenue(venue, start, end, 100, new byte[0])) throw new AssertionError("full");
    return block.finish();
  }

  static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
