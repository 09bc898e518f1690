package godwit.codec.batch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import godwit.codec.BigEndian;
import godwit.codec.DecodeException;
import java.util.Arrays;

/// Any bytes as a batch: in whatever pieces they come, the outcome is the same; what is kept is
/// what
/// came; every record lies within its block.
///
/// - shape: `u8 choices | u16 size of pieces | batch`; an odd first byte has checksums, total and
///   digest made to fit, without which no input would come past the first of them
/// - units: bytes
/// - errors: any throwable but [DecodeException] is a finding
/// - source: docs/fuzzing.md
public class BatchFuzzTest {
  private static final int CHOICE_BYTES = 3;

  @FuzzTest
  void keepsWhatItPromises(byte[] input) {
    check(input);
  }

  /// What the fuzzer calls with inputs of its own.
  public static final class Target {
    private Target() {}

    public static void fuzzerTestOneInput(byte[] input) {
      check(input);
    }
  }

  /// Throws where a promise is broken.
  static void check(byte[] input) {
    if (input.length < CHOICE_BYTES) return;
    byte[] batch = Arrays.copyOfRange(input, CHOICE_BYTES, input.length);
    if ((input[0] & 1) != 0) RepairedBatch.repair(batch);
    Outcome whole = Outcome.of(batch, Math.max(1, batch.length));
    Outcome pieces = Outcome.of(batch, 1 + BigEndian.uint16(input, 1));
    assertEquals(whole.refusal(), pieces.refusal());
    assertEquals(whole.decoded().preamble, pieces.decoded().preamble);
    assertEquals(whole.decoded().headers, pieces.decoded().headers);
    whole.decoded().headers.forEach(header -> assertWritten(header));
    if (!whole.refusal().isEmpty()) return;
    assertSame(whole.decoded(), pieces.decoded());
    int blocks = blockBytes(whole.decoded());
    assertArrayEquals(
        Arrays.copyOfRange(batch, BatchLayout.PREAMBLE_BYTES, BatchLayout.PREAMBLE_BYTES + blocks),
        whole.decoded().kept.toByteArray());
    assertArrayEquals(
        Arrays.copyOf(batch, BatchLayout.PREAMBLE_BYTES),
        whole.decoded().preamble.orElseThrow().bytes());
    assertArrayEquals(
        Arrays.copyOfRange(batch, BatchLayout.PREAMBLE_BYTES + blocks, batch.length),
        whole.decoded().end.orElseThrow().bytes());
    walk(whole.decoded(), batch);
  }

  /// What a batch was decoded to before it was refused, if it was.
  private record Outcome(Decoded decoded, String refusal) {
    static Outcome of(byte[] batch, int size) {
      Decoded decoded = new Decoded(_ -> true);
      BatchDecoder decoder = new BatchDecoder(decoded, Pieces.unbounded());
      try {
        for (int from = 0; from < batch.length; from += size) {
          int length = Math.min(size, batch.length - from);
          assertEquals(length, decoder.feed(batch, from, length));
        }
        decoder.end();
        return new Outcome(decoded, "");
      } catch (DecodeException refused) {
        assertTrue(refused.offset() <= batch.length);
        return new Outcome(
            decoded, refused.fault() + "@" + refused.offset() + " in " + refused.block());
      }
    }
  }

  private static void assertSame(Decoded left, Decoded right) {
    assertArrayEquals(left.digest, right.digest);
    assertArrayEquals(left.kept.toByteArray(), right.kept.toByteArray());
    assertArrayEquals(left.hashes.toByteArray(), right.hashes.toByteArray());
  }

  private static void assertWritten(BlockHeader header) {
    byte[] bytes = new byte[BatchLayout.HEADER_BYTES];
    header.write(bytes, 0);
    assertEquals(header, BlockHeader.read(bytes, 0));
  }

  private static int blockBytes(Decoded decoded) {
    return decoded.headers.stream().mapToInt(BlockHeader::blockBytes).sum();
  }

  /* The record at the end of a block ends with it, and there are as many as the header says. */
  private static void walk(Decoded decoded, byte[] batch) {
    int block = BatchLayout.PREAMBLE_BYTES;
    for (BlockHeader header : decoded.headers) {
      int end = block + header.blockBytes();
      long count = 0;
      int last = end;
      switch (header.kind()) {
        case BatchLayout.KIND_EXPOSURES -> {
          var cursor = new ExposureCursor().wrap(batch, block, header);
          for (; cursor.next(); count++) last = cursor.dataOffset() + cursor.dataLength();
          new ExposureWalk().of(header, batch, block);
        }
        case BatchLayout.KIND_VENUE -> {
          var cursor = new VenueCursor().wrap(batch, block, header);
          for (; cursor.next(); count++) last = cursor.dataOffset() + cursor.dataLength();
        }
        case BatchLayout.KIND_CONTACTS -> {
          var cursor = new ContactCursor().wrap(batch, block, header);
          for (; cursor.next(); count++) {
            if (!cursor.isWhole()) continue;
            assertTrue(cursor.sectionsOffset() + cursor.sectionsLength() <= end);
          }
        }
        default -> count = header.count();
      }
      assertEquals(header.count(), count);
      assertEquals(end, last);
      block = end;
    }
  }
}
