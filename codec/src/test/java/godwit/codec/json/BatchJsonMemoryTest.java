package godwit.codec.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.codec.DecodeException;
import godwit.codec.batch.Pieces;
import java.util.Collections;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BatchJsonMemoryTest {
  private static final int MEGABYTES = 8 << 20;

  /// Counts what is lent, and lends nothing at every `refused`-th question.
  static final class Lender implements Pieces {
    private final int refused;
    private int questions;
    int lent;
    int most;

    Lender(int refused) {
      this.refused = refused;
    }

    @Override
    public Optional<byte[]> take(int bytes) {
      if (refused > 0 && questions++ % refused != 0) return Optional.empty();
      lent += bytes;
      most = Math.max(most, lent);
      return Optional.of(new byte[bytes]);
    }

    @Override
    public void give(byte[] piece) {
      lent -= piece.length;
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 16_384, 1_000_000})
  void waitsWhereverNoMemoryIsToBeHad(int size) {
    String longData = Documents.VENUE.replace("EAVBZGFtcw", "A".repeat(80_000));
    byte[] document = Documents.document(
            String.join(",", Collections.nCopies(40_000, Documents.EXPOSURE.replace(" ", ""))),
            String.join(",", Collections.nCopies(12, longData)))
        .getBytes(UTF_8);
    Lender lender = new Lender(3);
    ReadDocument read = new ReadDocument(lender);
    int waits = 0;
    for (int offset = 0; offset < document.length; ) {
      int length = Math.min(size, document.length - offset);
      int taken = read.reader().feed(document, offset, length);
      if (taken < length) waits++;
      offset += taken;
    }
    while (!read.reader().end()) waits++;
    read.reader().release();
    assertTrue(waits > 5, "waits=" + waits);
    assertArrayEquals(
        ReadDocument.of(document, size).octets.toByteArray(), read.octets.toByteArray());
    int handedOn =
        read.segments.stream().mapToInt(segment -> segment.piece().length).sum();
    assertEquals(handedOn, lender.lent, "all but the segments was given back");
  }

  @ParameterizedTest(name = "{0}{1}…")
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      {"x": "                                | y
      {"                                     | y
      {"x": [                                | 1,
      {"x": [                                | [
      {"x":                                  | {"a":
      {"x": 1                                | 0
      {"x": 0.                               | 0
      {                                      | ` `
      {"batch": "                            | 0
      {"created": "                          | \\u0030
      {"origin": {"country":                 | 0
      {"origin": {"country": 1               | 0
      {"origin": {"                          | \\u0063
      WHOLE{"riskScore":                     | 1
      WHOLE{"riskScore": 0.                  | 0
      WHOLE{"data": "                        | A
      WHOLE{"data": "                        | \\u0041
      WHOLE{"date": "                        | 2
      """)
  void nothingGrowsWithWhatComes(String start, String repeated) {
    Lender lender = new Lender(0);
    ReadDocument read = new ReadDocument(lender);
    String from = start.replace("WHOLE", "{" + Documents.HEADER + ", \"exposures\": [");
    byte[] first = from.getBytes(UTF_8);
    byte[] more = repeated.repeat(1_000).getBytes(UTF_8);
    try {
      read.reader().feed(first, 0, first.length);
      for (int fed = 0; fed < MEGABYTES; fed += more.length) {
        assertEquals(more.length, read.reader().feed(more, 0, more.length));
      }
      read.reader().end();
      throw new AssertionError("taken");
    } catch (DecodeException refused) {
      assertFalse(refused.pointer().isEmpty());
    }
    assertTrue(lender.most <= Pieces.SMALL_BYTES + Pieces.MEDIUM_BYTES, "most=" + lender.most);
    read.reader().release();
    assertEquals(0, lender.lent);
  }

  @Test
  void valuesThatMeanNothingNestOnlySoDeep() {
    String deepest = "[".repeat(IgnoredValue.MAX_DEPTH) + "]".repeat(IgnoredValue.MAX_DEPTH);
    assertEquals("none", ReadDocument.refusal("{\"x\": " + deepest + "," + Documents.HEADER + "}"));
    assertEquals("bad-json ", ReadDocument.refusal("{\"x\": [" + deepest + "]}"));
  }

  @Test
  void numbersThatMeanSomethingAreOnlySoLong() {
    String longest = "1." + "0".repeat(JsonText.MAX_TOKEN - 2);
    String document = Documents.document(Documents.EXPOSURE.replace("12.34", longest), "");
    assertEquals("none", ReadDocument.refusal(document));
    assertEquals(
        "bad-json /exposures/0/riskScore",
        ReadDocument.refusal(document.replace(longest, longest + "0")));
  }

  @Test
  void aSmallDocumentTakesLittleMemory() {
    Lender lender = new Lender(0);
    ReadDocument read = new ReadDocument(lender);
    byte[] document = Documents.WHOLE.getBytes(UTF_8);
    read.reader().feed(document, 0, document.length);
    assertTrue(read.reader().end());
    assertEquals(2 * Pieces.SMALL_BYTES, lender.most);
  }
}
