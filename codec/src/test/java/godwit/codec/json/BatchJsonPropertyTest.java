package godwit.codec.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import godwit.codec.DecodeException;
import godwit.codec.batch.BatchSink;
import godwit.codec.batch.BlockHeader;
import godwit.codec.batch.CanonicalBlocks;
import godwit.codec.batch.EndBlock;
import godwit.codec.batch.Magic;
import godwit.codec.batch.Pieces;
import godwit.codec.batch.Preamble;
import godwit.codec.batch.Segment;
import godwit.codec.payload.RoutingCode;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class BatchJsonPropertyTest {
  private static final RoutingCode FRANCE = RoutingCode.nation(250, 0);
  private static final RoutingCode UK = RoutingCode.nation(826, 0);

  /// One record of either array; a start of -1 makes it an exposure.
  record Sample(
      int type, int code, int day, int risk, int mechanism, int score, long start, byte[] data) {
    boolean isVenue() {
      return start >= 0;
    }

    /// Its members in random order, with random white space.
    String json(Random random) {
      List<String> members = new ArrayList<>(List.of(
          "\"payloadType\": " + type,
          "\"riskType\": " + word(RiskWords.TYPES, risk),
          "\"riskMechanism\": " + word(RiskWords.MECHANISMS, mechanism),
          "\"riskScore\": " + score + "e-2",
          "\"data\": \"" + Base64.getUrlEncoder().withoutPadding().encodeToString(data) + "\"",
          "\"note\": [{\"\\\"\": " + random.nextInt() + "}]"));
      if (type < 8) {
        members.add("\"custom\": \"" + RoutingCode.custom(code).hex() + "\"");
      } else {
        members.add("\"country\": " + (code >>> 16));
        members.add("\"state\": " + (code & 0xFFFF));
      }
      if (isVenue()) {
        members.add("\"venue\": " + (start ^ 0xFFFF_FFFFL));
        members.add("\"start\": \"" + Instant.ofEpochSecond(start) + "\"");
        members.add("\"end\": \"" + Instant.ofEpochSecond(start) + "\"");
      } else {
        members.add("\"date\": \"" + LocalDate.ofEpochDay(day) + "\"");
      }
      Collections.shuffle(members, random);
      return "{" + String.join(random.nextBoolean() ? "," : "\n ,\t", members) + "}";
    }

    private static String word(RiskWords words, int code) {
      return code < words.all().size()
          ? "\"" + words.all().get(code) + "\""
          : Integer.toString(code);
    }

    void add(CanonicalBlocks blocks) {
      if (isVenue()) {
        int day = (int) (start / 86_400);
        long venue = start ^ 0xFFFF_FFFFL;
        blocks.venue(
            type, code, day, risk, mechanism, score, venue, start, start, data, data.length);
      } else {
        blocks.exposure(type, code, day, risk, mechanism, score, data, data.length);
      }
    }
  }

  @Property(tries = 150, edgeCases = EdgeCasesMode.NONE)
  void canonicalOctetsAreTheSameAfterTheyWereJson(@ForAll("batches") List<Sample> samples) {
    byte[] octets = octets(samples);
    byte[] document = Documents.written(octets);
    assertArrayEquals(octets, ReadDocument.of(document, document.length).octets.toByteArray());
  }

  @Property(tries = 150, edgeCases = EdgeCasesMode.NONE)
  void aDocumentKeepsItsRecordsHoweverItIsWrittenAndCut(
      @ForAll("batches") List<Sample> samples, @ForAll long seed) {
    Random random = new Random(seed);
    byte[] document = document(samples, random).getBytes(UTF_8);
    byte[] octets = octets(samples);
    int size = 1 + random.nextInt(document.length);
    assertArrayEquals(octets, ReadDocument.of(document, size).octets.toByteArray());
    byte[] written = Documents.written(octets);
    byte[] again = ReadDocument.of(written, size).octets.toByteArray();
    assertArrayEquals(written, Documents.written(again));
  }

  @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
  void oneOtherByteIsNeverWorseThanARefusal(
      @ForAll("batches") List<Sample> samples, @ForAll long seed) {
    Random random = new Random(seed);
    byte[] document = document(samples, random).getBytes(UTF_8);
    document[random.nextInt(document.length)] = (byte) random.nextInt();
    String whole = outcome(document, document.length);
    assertEquals(whole, outcome(document, 1 + random.nextInt(64)));
  }

  /* The octets, or which rule broke where: the same however the document is cut. */
  private static String outcome(byte[] document, int size) {
    try {
      return Base64.getEncoder().encodeToString(ReadDocument.of(document, size).digest);
    } catch (DecodeException refused) {
      return refused.fault().reason() + refused.pointer().orElseThrow();
    }
  }

  @Provide
  Arbitrary<List<Sample>> batches() {
    return sample().list().ofMaxSize(20);
  }

  /* Few values of each, so that blocks are shared as well as not. */
  @SuppressWarnings("NullAway") // a combination may be null for jqwik; this one is not
  private static Arbitrary<Sample> sample() {
    Arbitrary<byte[]> data =
        Arbitraries.bytes().array(byte[].class).ofMinSize(1).ofMaxSize(20);
    Arbitrary<Integer> type = Arbitraries.of(0, 7, 8, 0x10, 0xFF);
    return Combinators.combine(
            type,
            Arbitraries.of(0x033A_0001, 0xFFFF_FFFF, 0),
            Arbitraries.of(0, 20_777, 0xFFFF),
            Arbitraries.of(0, 1, 8, 9, 255),
            Arbitraries.of(0, 2, 3, 255),
            Arbitraries.integers().between(0, 0xFFFF),
            Arbitraries.of(-1L, 0L, 1_795_197_600L, 0xFFFF_FFFFL),
            data)
        .as((payload, code, day, risk, mechanism, score, start, bytes) -> new Sample(
            start < 0 ? payload : 0x30 + (payload & 7),
            code,
            day,
            risk,
            mechanism,
            score,
            start,
            bytes));
  }

  private static List<Sample> inOrder(List<Sample> samples) {
    List<Sample> all =
        new ArrayList<>(samples.stream().filter(one -> !one.isVenue()).toList());
    all.addAll(samples.stream().filter(Sample::isVenue).toList());
    return all;
  }

  private static String document(List<Sample> samples, Random random) {
    List<String> header = new ArrayList<>(List.of(
        "\"batch\": \"00000000-0000-0001-0000-000000000002\"",
        "\"origin\": {\"state\": 0, \"country\": 250}",
        "\"destination\": {\"country\": 826, \"state\": 0}",
        "\"created\": \"2026-11-21T09:30:00.000Z\""));
    Collections.shuffle(header, random);
    List<String> exposures = new ArrayList<>();
    List<String> venues = new ArrayList<>();
    for (Sample sample : samples) {
      (sample.isVenue() ? venues : exposures).add(sample.json(random));
    }
    return "{" + String.join(", ", header) + ", \"exposures\": [" + String.join(", ", exposures)
        + "], \"venueExposures\": [" + String.join(" , ", venues) + " ] } ";
  }

  private static byte[] octets(List<Sample> samples) {
    var out = new ByteArrayOutputStream();
    var blocks = new CanonicalBlocks(
        new BatchSink() {
          @Override
          public void preamble(Preamble preamble) {
            out.writeBytes(preamble.bytes());
          }

          @Override
          public boolean block(int index, BlockHeader header, byte[] bytes, int offset) {
            return true;
          }

          @Override
          public void segment(Segment segment) {
            out.write(segment.piece(), segment.offset(), segment.length());
          }

          @Override
          public void end(EndBlock end, byte[] digest) {
            out.writeBytes(end.bytes());
          }
        },
        Pieces.unbounded());
    blocks.preamble(
        new Preamble(Magic.EXPOSURES, 0, new UUID(1, 2), FRANCE, UK, 1_795_253_400_000L));
    inOrder(samples).forEach(sample -> sample.add(blocks));
    blocks.finish();
    return out.toByteArray();
  }
}
