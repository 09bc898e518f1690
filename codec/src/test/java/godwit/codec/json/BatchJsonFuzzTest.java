package godwit.codec.json;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import godwit.codec.batch.BatchDecoder;
import godwit.codec.batch.BatchSink;
import godwit.codec.batch.BlockHeader;
import godwit.codec.batch.EndBlock;
import godwit.codec.batch.Pieces;
import godwit.codec.batch.Preamble;
import godwit.codec.batch.Segment;
import java.util.Arrays;

/// Any bytes as a document: whole and in pieces the same is said of them, and what is read becomes
/// octets that a decoder passes, and a document that says the same.
///
/// The first byte of the input is the size of the pieces.
public class BatchJsonFuzzTest {
  @FuzzTest
  void keepsWhatItPromises(byte[] input) throws Exception {
    check(input);
  }

  /// What the fuzzer calls with inputs of its own.
  public static final class Target {
    private Target() {}

    public static void fuzzerTestOneInput(byte[] input) throws Exception {
      check(input);
    }
  }

  /// Throws where a promise is broken.
  static void check(byte[] input) throws Exception {
    if (input.length == 0) return;
    int size = 1 + (input[0] & 0xFF);
    byte[] document = Arrays.copyOfRange(input, 1, input.length);
    String whole = ReadDocument.refusal(document, Integer.MAX_VALUE);
    assertEquals(whole, ReadDocument.refusal(document, size));
    if (!whole.equals("none")) return;
    ReadDocument read = ReadDocument.of(document, size);
    byte[] octets = read.octets.toByteArray();
    assertArrayEquals(read.digest, provenDigest(octets));
    byte[] written = Documents.written(octets);
    assertArrayEquals(octets, ReadDocument.of(written, size).octets.toByteArray());
  }

  private static byte[] provenDigest(byte[] octets) {
    byte[][] proven = new byte[1][];
    BatchSink sink = new BatchSink() {
      @Override
      public void preamble(Preamble preamble) {}

      @Override
      public boolean block(int index, BlockHeader header, byte[] bytes, int offset) {
        return false;
      }

      @Override
      public void segment(Segment segment) {}

      @Override
      public void end(EndBlock end, byte[] digest) {
        proven[0] = digest;
      }
    };
    BatchDecoder decoder = new BatchDecoder(sink, Pieces.unbounded());
    assertEquals(octets.length, decoder.feed(octets, 0, octets.length));
    decoder.end();
    decoder.release();
    return proven[0];
  }
}
