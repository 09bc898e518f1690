package godwit.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import godwit.codec.air.AdvertDecoder;
import godwit.codec.air.HeraldWriteDecoder;
import godwit.codec.batch.BatchDecoder;
import godwit.codec.batch.BatchSink;
import godwit.codec.batch.BlockHeader;
import godwit.codec.batch.EndBlock;
import godwit.codec.batch.Pieces;
import godwit.codec.batch.Preamble;
import godwit.codec.batch.Segment;
import godwit.codec.payload.ExtendedDataDecoder;
import godwit.codec.payload.PayloadDecoder;
import java.lang.management.ManagementFactory;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Lengths and counts that bytes claim cost nothing: memory follows what has arrived.
class HostileClaimsTest {
  /* A reading, its diagnostics and what a JVM may do the first time; far below any claim. */
  private static final long FEW_BYTES = 8_192;
  private static final String PREAMBLE =
      "48495831000000003f1c9a5e7b2d4c60a1b2c3d4e5f60718" + "00fa0000033a0004000001a1fd70f1c0";

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @ParameterizedTest
  @CsvSource({
    "90033a0004ffffffff41, an outer and an inner length of 65535",
    "91033a000400030fff41, an inner length of 4095",
    "30033a000400000001" + "14ff41, a section of 255",
    "10033a0004" + "00112233445566778899aabbccddeeff" + "80ff00, a section of 255"
  })
  void ofAPayload(String hex, String claim) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    assertFew(claim, () -> PayloadDecoder.decode(bytes));
  }

  @ParameterizedTest
  @CsvSource({"10ff41, 255", "80ffaa, 255"})
  void ofASection(String hex, String claim) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    assertFew(claim, () -> ExtendedDataDecoder.decode(bytes));
  }

  @Test
  void ofWhatIsHeard() {
    byte[] advert = HexFormat.of().parseHex("ff166ffd01");
    assertFew("an advert", () -> AdvertDecoder.decode(advert));
    byte[] written = HexFormat.of().parseHex("01ff7f00");
    assertFew("32767 bytes", () -> HeraldWriteDecoder.decode(written));
  }

  /* Only the smallest piece is taken, whatever a header says is to come. */
  @ParameterizedTest
  @CsvSource({
    "0110033a0004512a010200000000000100040000" + "00000000, a body of 256 KiB",
    "0110033a0004512a01020001000100000003000000000000, 65536 records",
    "03000000000000000000000000010000" + "0004000000000000, sealed: 65536 records in 256 KiB"
  })
  void ofABlock(String header, String claim) {
    byte[] bytes = HexFormat.of().parseHex(PREAMBLE + header);
    assertFewMore(claim, Pieces.SMALL_BYTES, () -> {
      var decoder = new BatchDecoder(new Nothing(), Pieces.unbounded());
      assertEquals(bytes.length, decoder.feed(bytes, 0, bytes.length));
    });
  }

  @ParameterizedTest
  @CsvSource({
    "0110033a0004512a01020000ffffffff" + "0004000000000000, 4294967295 records",
    "0110033a0004512a0102000000000001" + "ffffffff00000000, a body of 4 GiB",
    "7f0000000000000000000000" + "00000000ffffffff00000000, an end block of 4 GiB"
  })
  void beyondTheBounds(String header, String claim) {
    byte[] bytes = HexFormat.of().parseHex(PREAMBLE + header);
    assertFewMore(claim, Pieces.SMALL_BYTES, () -> {
      var decoder = new BatchDecoder(new Nothing(), Pieces.unbounded());
      assertThrows(DecodeException.class, () -> decoder.feed(bytes, 0, bytes.length));
    });
  }

  private void assertFew(String claim, Runnable reading) {
    assertFewMore(claim, 0, reading);
  }

  private void assertFewMore(String claim, long arrived, Runnable reading) {
    for (int round = 0; round < 100; round++) reading.run();
    long before = threads.getCurrentThreadAllocatedBytes();
    reading.run();
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertTrue(allocated < arrived + FEW_BYTES, claim + ": allocated " + allocated);
  }

  private static final class Nothing implements BatchSink {
    @Override
    public void preamble(Preamble preamble) {}

    @Override
    public boolean block(int index, BlockHeader header, byte[] bytes, int offset) {
      return true;
    }

    @Override
    public void segment(Segment segment) {}

    @Override
    public void end(EndBlock end, byte[] digest) {}
  }
}
