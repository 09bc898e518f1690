package godwit.perf.load;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import godwit.codec.batch.BatchDecoder;
import godwit.codec.batch.BatchSink;
import godwit.codec.batch.BlockHeader;
import godwit.codec.batch.EndBlock;
import godwit.codec.batch.Magic;
import godwit.codec.batch.Pieces;
import godwit.codec.batch.Preamble;
import godwit.codec.batch.Segment;
import godwit.codec.payload.RoutingCode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.UUID;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class BatchBodyTest {
  private static final RoutingCode CODE = RoutingCode.nation(826, 0);
  private static final LocalDate DAY = LocalDate.of(2026, 11, 22);
  private static final int RECORDS = 25_000;

  @ParameterizedTest
  @EnumSource
  void everyStampGivesAWholeBatchOfItsOwn(Mix mix) throws Exception {
    BatchBody body = BatchBody.of(new RecordMaker(CODE, DAY).blocks(mix, RECORDS), false);
    for (long id = 1; id <= 2; id++) {
      Preamble preamble = preamble(mix, id);
      byte[] bytes = bytes(body, body.stamp(preamble));
      assertEquals(body.decodedBytes(), bytes.length);
      assertEquals(new Read(preamble, RECORDS), read(bytes));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aCompressedBatchIsOneMemberOfTheSameBytes(Mix mix) throws Exception {
    var blocks = new RecordMaker(CODE, DAY).blocks(mix, RECORDS);
    BatchBody plain = BatchBody.of(blocks, false);
    BatchBody gzip = BatchBody.of(blocks, true);
    Preamble preamble = preamble(mix, 3);
    byte[] member = bytes(gzip, gzip.stamp(preamble));
    assertEquals(gzip.wireBytes(gzip.stamp(preamble)), member.length);
    try (var in = new GZIPInputStream(new ByteArrayInputStream(member))) {
      assertArrayEquals(bytes(plain, plain.stamp(preamble)), in.readAllBytes());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aBatchMayHaveItsBlocksSeveralTimes(boolean gzip) throws Exception {
    BatchBody body = BatchBody.of(new RecordMaker(CODE, DAY).blocks(Mix.MIXED, RECORDS), gzip);
    Preamble preamble = preamble(Mix.MIXED, 4);
    BatchBody.Stamped stamped = body.stamp(preamble, 3);
    byte[] sent = bytes(body, stamped);
    assertEquals(body.wireBytes(stamped), sent.length);
    if (gzip) {
      try (var in = new GZIPInputStream(new ByteArrayInputStream(sent))) {
        sent = in.readAllBytes();
      }
    }
    assertEquals(body.decodedBytes(3), sent.length);
    assertEquals(new Read(preamble, 3 * RECORDS), read(sent));
  }

  @ParameterizedTest
  @EnumSource
  void everyProcessMakesTheSameBody(Mix mix) {
    var one = BatchBody.of(new RecordMaker(CODE, DAY).blocks(mix, 1_000), false);
    var other = BatchBody.of(new RecordMaker(CODE, DAY).blocks(mix, 1_000), false);
    assertArrayEquals(one.shared(), other.shared());
  }

  private record Read(Preamble preamble, long records) {}

  private static Preamble preamble(Mix mix, long id) {
    Magic magic = switch (mix) {
      case CONTACTS, EVENTS -> Magic.CONTACTS;
      case SIMPLE, MIXED -> Magic.EXPOSURES;
    };
    return new Preamble(magic, 0, new UUID(0, id), CODE, CODE, 1_795_253_400_000L);
  }

  private static byte[] bytes(BatchBody body, BatchBody.Stamped stamped) {
    var bytes = new ByteArrayOutputStream();
    bytes.writeBytes(stamped.head());
    for (int copy = 0; copy < stamped.copies(); copy++) bytes.writeBytes(body.shared());
    bytes.writeBytes(stamped.tail());
    return bytes.toByteArray();
  }

  /* The decoder checks frames, checksums, total and digest. */
  private static Read read(byte[] bytes) {
    Preamble[] seen = new Preamble[1];
    long[] total = new long[1];
    BatchDecoder decoder = new BatchDecoder(
        new BatchSink() {
          @Override
          public void preamble(Preamble preamble) {
            seen[0] = preamble;
          }

          @Override
          public boolean block(int index, BlockHeader header, byte[] block, int offset) {
            return false;
          }

          @Override
          public void segment(Segment segment) {
            throw new AssertionError("nothing is kept");
          }

          @Override
          public void end(EndBlock end, byte[] digest) {
            total[0] = end.total();
          }
        },
        Pieces.unbounded());
    byte[] copy = Arrays.copyOf(bytes, bytes.length);
    decoder.feed(copy, 0, copy.length);
    decoder.end();
    decoder.release();
    return new Read(seen[0], total[0]);
  }
}
