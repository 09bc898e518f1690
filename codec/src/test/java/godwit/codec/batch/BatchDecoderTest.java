package godwit.codec.batch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import godwit.codec.BigEndian;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BatchDecoderTest {
  private static final Path VECTORS = Path.of(System.getProperty("basedir", ""), "..", "vectors")
      .toAbsolutePath()
      .normalize();
  private static final int KEPT_FROM = BatchLayout.PREAMBLE_BYTES;
  private static final int END_BYTES = 24 + 41;

  @ParameterizedTest(name = "{0}: {5}")
  @CsvFileSource(resources = "/vectors/batch.csv", numLinesToSkip = 1)
  void decodesAsPublished(
      String name, String hex, String digest, long records, int blocks, String note) {
    byte[] batch = HexFormat.of().parseHex(hex);
    Decoded decoded = Decoded.of(batch, batch.length);
    assertEquals(digest, HexFormat.of().formatHex(decoded.digest), note);
    assertEquals(records, decoded.end.orElseThrow().total(), name);
    assertEquals(blocks, decoded.headers.size());
    byte[] end = decoded.end.orElseThrow().bytes();
    int endOffset = batch.length - end.length;
    assertArrayEquals(Arrays.copyOfRange(batch, KEPT_FROM, endOffset), decoded.kept.toByteArray());
    assertArrayEquals(
        Arrays.copyOf(batch, KEPT_FROM), decoded.preamble.orElseThrow().bytes(), "preamble");
    assertArrayEquals(Arrays.copyOfRange(batch, endOffset, batch.length), end, "end block");
  }

  @ParameterizedTest(name = "{0}: {4}")
  @CsvFileSource(resources = "/vectors/batch-refused.csv", numLinesToSkip = 1)
  void refusesAsPublished(
      String name, @Nullable String hex, String reason, long offset, String note) {
    byte[] batch = HexFormat.of().parseHex(Objects.requireNonNullElse(hex, ""));
    assertEquals(reason + "@" + offset, Decoded.refusal(batch), name);
  }

  @Test
  void aSignatureIsOfTheDigest() throws GeneralSecurityException, IOException {
    String[] row = Files.readAllLines(VECTORS.resolve("batch.csv")).stream()
        .filter(line -> line.startsWith("signed,"))
        .findFirst()
        .orElseThrow()
        .split(",", -1);
    byte[] batch = HexFormat.of().parseHex(row[1]);
    EndBlock end = Decoded.of(batch, batch.length).end.orElseThrow();
    EndBlock.Signature signature = end.signature().orElseThrow();
    byte[] key = HexFormat.of().parseHex(row[5].replaceFirst(".* ", ""));
    assertArrayEquals(MessageDigest.getInstance("SHA-256").digest(key), signature.keyId());
    var verifier = Signature.getInstance("NONEwithECDSAinP1363Format");
    verifier.initVerify(KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(key)));
    verifier.update(end.digest());
    assertTrue(verifier.verify(signature.value()));
  }

  @ParameterizedTest(name = "{0} cut everywhere")
  @CsvFileSource(resources = "/vectors/batch.csv", numLinesToSkip = 1)
  void refusesABatchCutAnywhere(String name, String hex) {
    byte[] batch = HexFormat.of().parseHex(hex);
    for (int length = 0; length < batch.length; length++) {
      assertEquals("truncated@" + length, Decoded.refusal(Arrays.copyOf(batch, length)), name);
    }
  }

  @ParameterizedTest(name = "{0} with one bit flipped, anywhere but in the count of hops")
  @CsvFileSource(resources = "/vectors/batch.csv", numLinesToSkip = 1)
  void refusesOneFlippedBitAnywhere(String name, String hex) {
    byte[] batch = HexFormat.of().parseHex(hex);
    for (int bit = 0; bit < batch.length * 8; bit++) {
      if (bit / 8 == BatchLayout.HOPS) continue;
      byte[] flipped = batch.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      assertNotEquals("none", Decoded.refusal(flipped), name + " bit " + bit);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 23, 24, 25, 4_095, 16_384, 70_000, 262_168, 1_000_000})
  void theSizeOfPiecesNeverChangesTheResult(int size) {
    byte[] batch = SampleBatches.simple(40_000, 3_333, 7);
    Decoded whole = Decoded.of(batch, batch.length);
    Decoded pieces = Decoded.of(batch, size);
    assertArrayEquals(whole.kept.toByteArray(), pieces.kept.toByteArray());
    assertArrayEquals(whole.digest, pieces.digest);
    assertArrayEquals(whole.hashes.toByteArray(), pieces.hashes.toByteArray());
    assertEquals(whole.headers, pieces.headers);
  }

  @Test
  void keepsBlocksByteForByteInFewSegments() {
    byte[] batch = SampleBatches.simple(100_000, 7);
    Decoded decoded = Decoded.of(batch, 16_384);
    assertArrayEquals(
        Arrays.copyOfRange(batch, KEPT_FROM, batch.length - END_BYTES), decoded.kept.toByteArray());
    assertEquals(100_000, decoded.segments.stream().mapToLong(Segment::records).sum());
    assertTrue(decoded.segments.size() <= 8, "segments=" + decoded.segments.size());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 100, 16_384, 1_000_000})
  void leavesOutRejectedBlocksAndStillProvesTheDigest(int size) {
    byte[] batch = SampleBatches.simple(10_000, 100, 7);
    Decoded decoded = Decoded.of(batch, size, index -> index % 3 != 1);
    int block = BatchLayout.HEADER_BYTES + 100 * 18;
    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    for (int index = 0; index < 100; index++) {
      if (index % 3 != 1) expected.write(batch, KEPT_FROM + index * block, block);
    }
    assertArrayEquals(expected.toByteArray(), decoded.kept.toByteArray());
    assertTrue(decoded.end.isPresent());
  }

  @Test
  void refusesAByteTooMany() {
    byte[] batch = SampleBatches.simple(10, 7);
    byte[] longer = Arrays.copyOf(batch, batch.length + 1);
    assertEquals("trailing-bytes@" + batch.length, Decoded.refusal(longer));
  }

  @Test
  void refusesAByteTooManyThatComesLater() {
    byte[] batch = SampleBatches.simple(10, 7);
    byte[] longer = Arrays.copyOf(batch, batch.length + 1);
    for (int size : new int[] {batch.length, 1, 13}) {
      String refused = "none";
      try {
        Decoded.of(longer, size);
      } catch (godwit.codec.DecodeException e) {
        refused = e.fault().reason() + "@" + e.offset();
      }
      assertEquals("trailing-bytes@" + batch.length, refused);
    }
  }

  @ParameterizedTest(name = "byte {0} = {1}: {2}")
  @CsvSource({
    "0, 71, bad-magic@0",
    "4, 4, bad-preamble@4",
    "6, 1, bad-preamble@6",
    "7, 1, bad-preamble@6",
    "40, 4, bad-block@40", // contacts in a batch of exposures
    "40, 9, bad-block@40",
    "40, 2, bad-block@41", // a venue block of another type
    "52, 1, bad-block@52", // more records than 65,536
    "56, 1, bad-block@56", // a body of over 262,144 bytes
    "61, 1, bad-crc@40"
  })
  void saysWhichRuleBrokeAndWhere(int offset, int value, String refusal) {
    byte[] batch = SampleBatches.simple(10, 7);
    batch[offset] = (byte) value;
    assertEquals(refusal, Decoded.refusal(batch));
  }

  @Test
  void refusesATotalThatIsNotTheSumOfAll() {
    byte[] batch = SampleBatches.simple(10, 7);
    int body = batch.length - 41;
    batch[body + 7]++;
    sealAgain(batch, batch.length - END_BYTES, 41);
    assertEquals("bad-total@" + body, Decoded.refusal(batch));
  }

  @Test
  void refusesADigestOfOtherBytes() {
    byte[] batch = SampleBatches.simple(10, 7);
    batch[KEPT_FROM + BatchLayout.HEADER_BYTES]++;
    sealAgain(batch, KEPT_FROM, 180);
    assertEquals("bad-digest@" + (batch.length - 33), Decoded.refusal(batch));
  }

  @Test
  void refusesRecordsThatDoNotFillTheirBlock() {
    byte[] batch = SampleBatches.simple(10, 7);
    BigEndian.put16(batch, KEPT_FROM + BatchLayout.DATA_LENGTH, 0);
    sealAgain(batch, KEPT_FROM, 180);
    assertTrue(Decoded.refusal(batch).startsWith("bad-block@"), Decoded.refusal(batch));
  }

  @Test
  void asksForNoMemoryThatHasNotArrived() {
    int[] taken = {0};
    Pieces counting = new Pieces() {
      @Override
      public Optional<byte[]> take(int bytes) {
        taken[0] += bytes;
        return Optional.of(new byte[bytes]);
      }

      @Override
      public void give(byte[] piece) {
        taken[0] -= piece.length;
      }
    };
    byte[] batch = SampleBatches.simple(14_000, 7);
    BatchDecoder decoder = new BatchDecoder(new Decoded(_ -> true), counting);
    decoder.feed(batch, 0, 100);
    assertEquals(Pieces.SMALL_BYTES, taken[0], "the block claims 252,000 bytes");
    decoder.release();
    assertEquals(0, taken[0]);
  }

  @Test
  void waitsWhileNoMemoryIsToBeHad() {
    boolean[] open = {false};
    Pieces gated = new Pieces() {
      @Override
      public Optional<byte[]> take(int bytes) {
        return open[0] ? Optional.of(new byte[bytes]) : Optional.empty();
      }

      @Override
      public void give(byte[] piece) {}
    };
    Decoded decoded = new Decoded(_ -> true);
    BatchDecoder decoder = new BatchDecoder(decoded, gated);
    byte[] batch = SampleBatches.simple(10, 7);
    assertFalse(decoder.makeRoom());
    assertEquals(0, decoder.feed(batch, 0, batch.length));
    open[0] = true;
    assertEquals(batch.length, decoder.feed(batch, 0, batch.length));
    decoder.end();
    assertTrue(decoded.end.isPresent());
  }

  /* Writes the CRC of a block anew, so that only the rule behind it is broken. */
  private static void sealAgain(byte[] batch, int block, int bodyLength) {
    byte[] whole = Arrays.copyOfRange(batch, block, block + BatchLayout.HEADER_BYTES + bodyLength);
    BigEndian.put32(batch, block + BatchLayout.CRC, BlockHeader.checksum(whole, 0, bodyLength));
  }
}
