package godwit.codec.payload;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import godwit.codec.payload.Diagnostic.Severity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PayloadDecoderTest {
  private static final String VECTORS = "godwit.codec.payload.PayloadVector#all";
  private static final String PAYLOADS = "godwit.codec.payload.PayloadVector#payloads";

  @ParameterizedTest(name = "{0}")
  @MethodSource(VECTORS)
  void decodesAsPublished(PayloadVector vector) {
    JsonNode view = vector.view();
    for (String field : List.of("valid", "error", "severity", "decoded")) {
      assertEquals(vector.expected(field), view.get(field), field);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource(VECTORS)
  void notesAreReportedBesideTheFaults(PayloadVector vector) {
    List<String> expected = new ArrayList<>();
    vector.expected("notes").forEach(note -> expected.add(note.asText()));
    List<String> notes = new ArrayList<>();
    for (JsonNode diagnostic : vector.view().get("diagnostics")) {
      if (diagnostic.get("severity").asText().equals("note")) {
        notes.add(diagnostic.get("code").asText());
      }
    }
    assertEquals(expected, notes);
  }

  /// The minimum stands here in figures, so that a wrong one in the layout is noticed.
  @ParameterizedTest
  @CsvSource({
    "0x00, 6", "0x0F, 6", "0x10, 21", "0x17, 21", "0x18, 6", "0x20, 70", "0x2F, 6", "0x30, 9",
    "0x38, 6", "0x80, 21", "0x88, 21", "0x92, 6", "0x98, 7", "0xA0, 33", "0xA8, 6", "0xFF, 6"
  })
  void refusesWhateverIsShorterThanItsMinimum(String payloadType, int minimum) {
    byte[] bytes = new byte[minimum];
    bytes[0] = (byte) (int) Integer.decode(payloadType);
    bytes[1] = 0x03;
    bytes[2] = 0x3A;
    assertInstanceOf(PayloadReading.Sound.class, PayloadDecoder.decode(bytes));
    for (int size = 0; size < minimum; size++) {
      PayloadReading reading = PayloadDecoder.decode(Arrays.copyOf(bytes, size));
      DiagnosticCode expected = size == 0
          ? DiagnosticCode.EMPTY_PAYLOAD
          : size < ExposureHeader.BYTES
              ? DiagnosticCode.TRUNCATED_HEADER
              : DiagnosticCode.TRUNCATED_BODY;
      assertEquals(expected, fault(reading), "size=" + size);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource(VECTORS)
  void mutationsNeverThrowAndSoundOnesLoseNothing(PayloadVector vector) {
    byte[] bytes = vector.bytes();
    for (int index = 0; index < bytes.length; index++) {
      byte kept = bytes[index];
      for (int bit = 0; bit < Byte.SIZE; bit++) {
        bytes[index] = (byte) (kept ^ 1 << bit);
        check(bytes);
      }
      bytes[index] = 0;
      check(bytes);
      bytes[index] = (byte) 0xFF;
      check(bytes);
      bytes[index] = kept;
    }
  }

  /// The last is a new one each time; a seed that ever failed is to stay here before it.
  private static LongStream seeds() {
    return LongStream.of(1, 20_778, new Random().nextLong());
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void randomBytesNeverThrowAndSoundOnesLoseNothing(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 50_000; round++) {
      byte[] bytes = new byte[random.nextInt(Payload.MAX_BYTES + 8)];
      random.nextBytes(bytes);
      if (bytes.length > 2) {
        bytes[1] = (byte) random.nextInt(4);
        if (bytes.length > 12) Arrays.fill(bytes, 9, bytes.length, (byte) random.nextInt(5));
      }
      try {
        check(bytes);
      } catch (RuntimeException | AssertionError failure) {
        fail("seed=" + seed + " round=" + round, failure);
      }
    }
  }

  private static void check(byte[] bytes) {
    ExtendedDataDecoder.decode(bytes);
    PayloadReading reading = PayloadDecoder.decode(bytes);
    PayloadView.of(reading);
    if (reading instanceof PayloadReading.Sound(Payload payload, List<Diagnostic> _)) {
      assertEquals(bytes.length, payload.totalBytes());
      assertArrayEquals(bytes, PayloadWriter.bytes(payload));
      assertTrue(payload.header().routing().isRoutable());
    } else {
      fault(reading);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource(PAYLOADS)
  void readsTheSameInTheMiddleOfALargerArray(PayloadVector vector) {
    byte[] bytes = new byte[vector.bytes().length + 9];
    Arrays.fill(bytes, (byte) 0xFF);
    System.arraycopy(vector.bytes(), 0, bytes, 5, vector.bytes().length);
    assertEquals(
        PayloadDecoder.decode(vector.bytes()),
        PayloadDecoder.decode(bytes, 5, vector.bytes().length));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource(PAYLOADS)
  void textFormsShowFamilyAndLengthAlone(PayloadVector vector) {
    PayloadReading reading = PayloadDecoder.decode(vector.bytes());
    if (!(reading instanceof PayloadReading.Sound(Payload payload, List<Diagnostic> _))) return;
    assertEquals(
        payload.family().label() + ", " + vector.bytes().length + " bytes", payload.toString());
    assertFalse(reading
        .toString()
        .contains(
            HexFormat.of().formatHex(vector.bytes(), ExposureHeader.BYTES, vector.bytes().length)));
  }

  @Test
  void textFormsOfSectionsShowNoValue() {
    byte[] bytes = HexFormat.of().parseHex("10034a6f65" + "0604000c000d" + "4001c8");
    ExtendedReading reading = ExtendedDataDecoder.decode(bytes);
    String text = reading.toString() + reading.extended().orElseThrow().sections();
    for (String secret : List.of("Joe", "4a6f65", "12", "13", "-56")) {
      assertFalse(text.contains(secret), text);
    }
  }

  @Test
  void tellsHowALittleEndianHeaderReads() {
    byte[] bytes = HexFormat.of().parseHex("103a030100c7594709579efa450c0cedb59b6aad44");
    List<Diagnostic> diagnostics = PayloadDecoder.decode(bytes).diagnostics();
    assertEquals(
        List.of(new Diagnostic(
            DiagnosticCode.BYTE_ORDER_SUSPECT, Severity.STRUCTURAL, "little-endian 826/1")),
        diagnostics);
  }

  @Test
  void noAssignedCountryReadsAsAnotherWhenSwapped() {
    for (int country = 1; country < 1000; country++) {
      int swapped = (country & 0xFF) << 8 | country >>> 8;
      assertFalse(
          AssignedCountries.contains(country) && AssignedCountries.contains(swapped),
          "country=" + country);
    }
  }

  private static DiagnosticCode fault(PayloadReading reading) {
    return assertInstanceOf(PayloadReading.Broken.class, reading).fault();
  }
}
