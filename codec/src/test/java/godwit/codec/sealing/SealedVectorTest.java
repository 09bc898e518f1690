package godwit.codec.sealing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// `vectors/sealed.csv`: what `vectors/sealed.py` sealed is opened here, and what was sealed here,
/// which that script opens, is sealed to the same bytes again.
class SealedVectorTest {
  private static final Path VECTORS = Path.of("..", "vectors");

  record Row(
      String name, String by, OpeningKey key, byte[] ephemeral, byte[] plain, byte[] sealed) {
    @Override
    public String toString() {
      return name + " by " + by;
    }
  }

  static Stream<Row> rows() throws IOException {
    List<String> lines = Files.readAllLines(VECTORS.resolve("sealed.csv"));
    assertEquals("name,by,secret,point,ephemeral,plain,sealed", lines.getFirst());
    return lines.stream().skip(1).map(line -> {
      String[] cells = line.split(",", -1);
      return new Row(
          cells[0],
          cells[1],
          OpeningKey.of(new BigInteger(cells[2], 16), hex(cells[3])),
          hex(cells[4]),
          hex(cells[5]),
          hex(cells[6]));
    });
  }

  @ParameterizedTest
  @MethodSource("rows")
  void opensToThePlainBatch(Row row) {
    assertTrue(row.key().isWhole());
    SealedBatches.Parts plain = SealedBatches.parts(row.plain());
    SealedBatches.Parts sealed = SealedBatches.parts(row.sealed());
    ByteArrayOutputStream opened = new ByteArrayOutputStream();
    for (Optional<byte[]> each :
        SealedBatches.opened(sealed.preamble(), sealed.blocks(), row.key())) {
      opened.writeBytes(each.orElseThrow());
    }
    assertArrayEquals(plain.joined(), opened.toByteArray());
    assertArrayEquals(row.sealed(), SealedBatches.whole(plain.preamble(), sealed.blocks()));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void isSealedToTheSameBytes(Row row) {
    SealedBatches.Parts plain = SealedBatches.parts(row.plain());
    SealingKey receiver = row.key().shown();
    List<byte[]> sealed = SealedBatches.sealed(plain, receiver, context(row));
    /* The script seals each block by itself, the node as many as fit. */
    if (row.by().equals("godwit") || sealed.size() == plain.blocks().size()) {
      assertArrayEquals(row.sealed(), SealedBatches.whole(plain.preamble(), sealed));
    } else {
      assertTrue(sealed.size() < plain.blocks().size());
    }
  }

  /* The sender's point stands in the first block. */
  private static SealingContext context(Row row) {
    byte[] first = SealedBatches.parts(row.sealed()).blocks().getFirst();
    int from = 24 + SealedLayout.ENCAPSULATED;
    byte[] point = Arrays.copyOfRange(first, from, from + SealingKey.POINT_BYTES);
    var pair = new Curve.Pair(Curve.privateKey(new BigInteger(1, row.ephemeral())), point);
    return SealingContext.sending(pair, row.key().shown(), SealedLayout.info());
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }
}
