package godwit.perf.jmh;

import static java.nio.charset.StandardCharsets.US_ASCII;

import godwit.codec.batch.BatchLayout;
import godwit.codec.batch.BatchWriter;
import godwit.codec.batch.BlockBuilder;
import godwit.codec.batch.BlockHeader;
import godwit.codec.batch.Magic;
import godwit.codec.batch.Preamble;
import godwit.codec.json.BatchJsonWriter;
import godwit.codec.payload.RoutingCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.SplittableRandom;
import java.util.UUID;

/// Exposures as authorities send them: random Herald Simple payloads of one day, scores up to an
/// hour. The same number of records gives the same bytes.
final class SampleExposures {
  static final int DAY = 20_777;
  static final int DATA_BYTES = 16;

  private static final RoutingCode FRANCE = RoutingCode.nation(250, 0);
  private static final RoutingCode NORWAY = RoutingCode.nation(578, 0);
  private static final long CREATED = 1_795_253_400_000L;
  private static final int MAX_SCORE = 6_000;
  private static final long SEED = 42;

  private SampleExposures() {}

  /// What becomes of each record.
  interface Sink {
    void record(int score, byte[] data) throws IOException;
  }

  static void each(int records, Sink sink) throws IOException {
    var random = new SplittableRandom(SEED);
    byte[] data = new byte[DATA_BYTES];
    for (int record = 0; record < records; record++) {
      random.nextBytes(data);
      sink.record(random.nextInt(1, MAX_SCORE), data);
    }
  }

  static byte[] octets(int records) {
    var out = new ByteArrayOutputStream();
    try {
      var writer = new BatchWriter(preamble(), out);
      var block = block();
      each(records, (score, data) -> {
        if (block.addExposure(score, data, 0, DATA_BYTES)) return;
        writer.block(block);
        block.addExposure(score, data, 0, DATA_BYTES);
      });
      writer.block(block);
      writer.finish();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return out.toByteArray();
  }

  static byte[] json(int records) {
    byte[] octets = octets(records);
    var out = new ByteArrayOutputStream();
    try {
      var writer = new BatchJsonWriter(preamble(), out);
      int at = BatchLayout.PREAMBLE_BYTES;
      BlockHeader header = BlockHeader.read(octets, at);
      while (header.kind() != BatchLayout.KIND_END) {
        writer.block(header, octets, at);
        at += header.blockBytes();
        header = BlockHeader.read(octets, at);
      }
      writer.finish();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return out.toByteArray();
  }

  /// The same document with a line for each member.
  static byte[] indented(byte[] json) {
    String text = new String(json, US_ASCII);
    return text.replace(",\"", ",\n      \"")
        .replace("\":", "\": ")
        .replace("{\"payload", "    {\n      \"payload")
        .getBytes(US_ASCII);
  }

  private static Preamble preamble() {
    return new Preamble(Magic.EXPOSURES, 0, new UUID(1, 2), FRANCE, NORWAY, CREATED);
  }

  private static BlockBuilder block() {
    return BlockBuilder.exposures(0x10, NORWAY.code(), DAY, 1, 2, DATA_BYTES);
  }
}
