package godwit.codec.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.codec.batch.BatchLayout;
import godwit.codec.batch.BlockHeader;
import java.io.ByteArrayOutputStream;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BatchJsonReaderTest {
  @ParameterizedTest(name = "{0}: {5}")
  @CsvFileSource(resources = "/vectors/batch-json.csv", numLinesToSkip = 1)
  void readsAsPublished(
      String name, String hex, String digest, long records, int blocks, String note) {
    byte[] document = Documents.golden(name);
    for (int size : new int[] {Integer.MAX_VALUE, 1, 7, 300}) {
      ReadDocument read = ReadDocument.of(document, size);
      assertEquals(hex, HexFormat.of().formatHex(read.octets.toByteArray()), note);
      assertEquals(digest, HexFormat.of().formatHex(read.digest), note);
      assertEquals(records, read.end.orElseThrow().total(), note);
      assertEquals(blocks, read.headers.size(), note);
    }
  }

  @Test
  void theExampleOfOctetsIsTheSameBatchAsJson() {
    String octets = "8355cdfb57bb1403e8cb9bc55bc329e42237fa9fd40516c59c900249962fa9ed";
    byte[] document = Documents.golden("two-simple");
    assertEquals(
        octets, HexFormat.of().formatHex(ReadDocument.of(document, document.length).digest));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "0.0, 0",
    "0.004, 0",
    "0.005, 1",
    "0.00499999999999999999999999999999999999, 0",
    "0.5, 50",
    "12.34, 1234",
    "12.344999999999999999, 1234",
    "12.345, 1235",
    "30, 3000",
    "1.005, 101",
    "2.675, 268",
    "655.344999, 65534",
    "655.345, 65535",
    "655.35, 65535",
    "655.36, 65535",
    "1e2, 10000",
    "1E+2, 10000",
    "1.5e1, 1500",
    "1234e-2, 1234",
    "5e-3, 1",
    "4.999e-3, 0",
    "1e-400, 0",
    "1e999999999, 65535",
    "0e999999999, 0",
    "1e-999999999999999, 0",
    "99999999999999999999999999e-24, 10000",
    "123456789012345e-13, 1235",
    "0.000000000000000000000001e23, 10",
    "1e007, 65535"
  })
  void scoresAreRoundedFromTheirDigits(String number, int hundredths) {
    ReadDocument read =
        ReadDocument.of(Documents.document(Documents.EXPOSURE.replace("12.34", number), ""));
    byte[] octets = read.octets.toByteArray();
    int at = BatchLayout.PREAMBLE_BYTES + BatchLayout.HEADER_BYTES;
    assertEquals(hundredths, (octets[at] & 0xFF) << 8 | (octets[at + 1] & 0xFF));
  }

  @Test
  void aBlockIsAsFullAsItsBodyAllows() {
    int records = 30_000;
    List<BlockHeader> headers = manyRecords(records, "AAECAwQFBgcICQoLDA0ODw").headers;
    assertEquals(14_563, headers.get(0).count());
    assertEquals(14_563, headers.get(1).count());
    assertEquals(records - 2 * 14_563, headers.get(2).count());
  }

  @Test
  void aBlockHasAtMostSoManyRecords() {
    ReadDocument read = manyRecords(65_537, "AA");
    assertEquals(65_536, read.headers.getFirst().count());
    assertEquals(1, read.headers.getLast().count());
    assertEquals(List.of("/exposures/0", "/exposures/65536"), read.pointers);
    assertTrue(read.segments.size() <= 2, "segments=" + read.segments.size());
  }

  @Test
  void aBlockIsKnownByItsFirstRecord() {
    String other = Documents.EXPOSURE.replace("826", "827");
    String exposures = String.join(",", Documents.EXPOSURE, Documents.EXPOSURE, other);
    String venues = Documents.VENUE + "," + Documents.VENUE.replace("\"venue\": 1", "\"venue\": 2");
    ReadDocument read = ReadDocument.of(Documents.document(exposures, venues));
    assertEquals(List.of("/exposures/0", "/exposures/2", "/venueExposures/0"), read.pointers);
  }

  @Test
  void takes65536BlocksAndNoMore() {
    String sameDay = Documents.EXPOSURE.replaceAll(" ", "");
    String nextDay = sameDay.replace("2026-11-20", "2026-11-21");
    String pair = sameDay + "," + nextDay;
    String most = String.join(",", Collections.nCopies(32_768, pair));
    ReadDocument read = ReadDocument.of(Documents.document(most, ""));
    assertEquals(65_536, read.headers.size());
    assertEquals(65_536, read.end.orElseThrow().total());
    assertEquals(
        "too-large /exposures/65536",
        ReadDocument.refusal(Documents.document(most + "," + sameDay, "")));
  }

  @Test
  void takesTheLongestDataThatARecordCanHold() {
    String longest = "A".repeat(87_380);
    String record = Documents.VENUE.replace("EAVBZGFtcw", longest);
    ReadDocument read = ReadDocument.of(Documents.document(
        Documents.EXPOSURE.replace("AAECAwQFBgcICQoLDA0ODw", longest),
        String.join(",", Collections.nCopies(9, record))));
    assertEquals(65_535, read.headers.getFirst().dataLength());
    assertEquals(3, read.headers.get(1).count());
    assertEquals(4, read.headers.size());
    for (String longer : new String[] {"AA", "AAA", "AAAA"}) {
      String tooLong = record.replace(longest, longest + longer);
      assertEquals(
          "bad-json /venueExposures/0/data", ReadDocument.refusal(Documents.document("", tooLong)));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 64, 255, 256, 257, 16_383, 16_384, 16_385, 1_000_000})
  void theSizeOfPiecesNeverChangesTheResult(int size) {
    String document = document(500, "AAECAwQFBgcICQoLDA0ODw");
    byte[] bytes =
        document.replace("\"state\"", "\"n\": \"é\\ud83d\\ude00\", \"state\"").getBytes(UTF_8);
    assertArrayEquals(
        ReadDocument.of(document).octets.toByteArray(),
        ReadDocument.of(bytes, size).octets.toByteArray());
  }

  @Test
  void whatMeansNothingIsSkippedWhateverItsLength() {
    String text = "x".repeat(100_000);
    String ignored = "\"" + text + "\": [\"" + text + "\", " + "9".repeat(50_000) + "], ";
    String document = Documents.WHOLE
        .replace("\"batch\"", ignored + "\"batch\"")
        .replace("\"riskType\"", ignored + "\"riskType\"");
    assertArrayEquals(
        ReadDocument.of(Documents.WHOLE).octets.toByteArray(),
        ReadDocument.of(document.getBytes(UTF_8), 1_000).octets.toByteArray());
  }

  private static ReadDocument manyRecords(int count, String data) {
    return ReadDocument.of(document(count, data));
  }

  private static String document(int count, String data) {
    String record = Documents.EXPOSURE.replace("AAECAwQFBgcICQoLDA0ODw", data).replace(" ", "");
    var out = new ByteArrayOutputStream();
    for (int index = 0; index < count; index++) {
      if (index > 0) out.write(',');
      out.writeBytes(record.getBytes(UTF_8));
    }
    return Documents.document(out.toString(UTF_8), "");
  }
}
