package godwit.codec.json;

import godwit.codec.DecodeException;
import godwit.codec.batch.BatchDecoder;
import godwit.codec.batch.BatchSink;
import godwit.codec.batch.BlockHeader;
import godwit.codec.batch.EndBlock;
import godwit.codec.batch.Pieces;
import godwit.codec.batch.Preamble;
import godwit.codec.batch.Segment;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Documents that the tests of this package share.
final class Documents {
  static final String HEADER = """
      "batch": "3f1c9a5e-7b2d-4c60-a1b2-c3d4e5f60718", \
      "origin": {"country": 250, "state": 0}, "destination": {"country": 826, "state": 4}, \
      "created": "2026-11-21T09:30:00.000Z\"""";

  static final String EXPOSURE = """
      {"payloadType": 16, "country": 826, "state": 4, "data": "AAECAwQFBgcICQoLDA0ODw", \
      "date": "2026-11-20", "riskType": "confirmed-test", "riskScore": 12.34, \
      "riskMechanism": "briers-2020"}""";

  static final String VENUE = """
      {"payloadType": 48, "country": 826, "state": 4, "venue": 123456, \
      "start": "2026-11-20T18:00:00Z", "end": "2026-11-20T19:30:00Z", \
      "riskType": "confirmed-test", "riskScore": 30, "riskMechanism": "not-disclosed", \
      "data": "EAVBZGFtcw"}""";

  /// One exposure and one venue exposure.
  static final String WHOLE = document(EXPOSURE, VENUE);

  private Documents() {}

  static String document(String exposures, String venues) {
    return "{" + HEADER + ", \"exposures\": [" + exposures + "], \"venueExposures\": [" + venues
        + "]}";
  }

  /// A golden document.
  static byte[] golden(String name) {
    try (InputStream in =
        Documents.class.getResourceAsStream("/vectors/batch-json/" + name + ".json")) {
      if (in == null) throw new AssertionError("no document " + name);
      return in.readAllBytes();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /// Octets as the writer says them, kind 1 first.
  static byte[] written(byte[] octets) {
    var out = new ByteArrayOutputStream();
    List<Block> venues = new ArrayList<>();
    var sink = new BatchSink() {
      private Optional<BatchJsonWriter> writer = Optional.empty();

      @Override
      public void preamble(Preamble preamble) {
        writing(() -> writer = Optional.of(new BatchJsonWriter(preamble, out)));
      }

      @Override
      public boolean block(int index, BlockHeader header, byte[] bytes, int offset) {
        if (header.kind() == 2) {
          int start = offset;
          byte[] copy = java.util.Arrays.copyOfRange(bytes, start, start + header.blockBytes());
          venues.add(new Block(header, copy));
        } else {
          writing(() -> writer.orElseThrow().block(header, bytes, offset));
        }
        return false;
      }

      @Override
      public void segment(Segment segment) {
        throw new AssertionError("no block is kept");
      }

      @Override
      public void end(EndBlock end, byte[] digest) {
        writing(() -> {
          for (Block venue : venues) {
            writer.orElseThrow().block(venue.header(), venue.bytes(), 0);
          }
          writer.orElseThrow().finish();
        });
      }
    };
    BatchDecoder decoder = new BatchDecoder(sink, Pieces.unbounded());
    if (decoder.feed(octets, 0, octets.length) != octets.length) throw new AssertionError("room");
    decoder.end();
    return out.toByteArray();
  }

  private record Block(BlockHeader header, byte[] bytes) {}

  private interface Writing {
    void run() throws IOException, DecodeException;
  }

  private static void writing(Writing step) {
    try {
      step.run();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }
}
