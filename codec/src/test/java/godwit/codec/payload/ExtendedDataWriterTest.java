package godwit.codec.payload;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.HexFormat;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExtendedDataWriterTest {
  private static final Bytes TWO = Bytes.copyOf(new byte[] {(byte) 0xCA, (byte) 0xFE});

  @ParameterizedTest
  @CsvSource({
    "FORMAT_VERSION, 1, 000101",
    "RSSI_DESCRIPTION, 4, 010104",
    "RSSI_ERROR_BOUND, 255, 0201ff",
    "GS1_COMPANY, 4294967295, 1804ffffffff",
    "EVENT_START, 1608062077, 20045fd9147d",
    "YOUR_RSSI, -56, 4001c8",
    "YOUR_TX_POWER, 12, 41010c",
    "YOUR_TX_POWER, 256, 41020100"
  })
  void writesNumbersAtTheWidthOfTheirKind(SectionKind kind, long value, String hex) {
    assertWritten(hex, new ExtendedDataWriter().whole(kind, value));
  }

  @Test
  void writesEveryOtherForm() {
    assertWritten("030440d00000", new ExtendedDataWriter().real(SectionKind.SONAR_RANGE, 6.5));
    assertWritten(
        "03083fb999999999999a", new ExtendedDataWriter().real(SectionKind.SONAR_RANGE, 0.1));
    assertWritten(
        "06040c13fff8", new ExtendedDataWriter().pair(SectionKind.GEO_ARC_MINUTES, 3091, -8));
    assertWritten("1005436166c3a9", new ExtendedDataWriter().text(SectionKind.PREMISES, "Café"));
    assertWritten("1702cafe", new ExtendedDataWriter().opaque(0x17, TWO));
  }

  @Test
  void everyCodeIsReadAndWrittenBack() {
    for (int code = 0; code < 0xFF; code++) {
      for (int length : new int[] {1, 2, 4, 8, 255}) {
        byte[] bytes = new byte[2 + length];
        bytes[0] = (byte) code;
        bytes[1] = (byte) length;
        ExtendedData read = ExtendedDataDecoder.decode(bytes).extended().orElseThrow();
        assertEquals(code, read.sections().getFirst().code());
        assertArrayEquals(bytes, ExtendedDataWriter.bytes(read));
      }
      if (SectionKind.of(code).form() == SectionKind.Form.OPAQUE) {
        String head = HexFormat.of().toHexDigits((byte) code) + "02cafe";
        assertWritten(head, new ExtendedDataWriter().opaque(code, TWO));
      }
    }
  }

  @Test
  void writesNothingThatAReaderWouldReport() {
    refuses(() -> new ExtendedDataWriter().whole(SectionKind.YOUR_RSSI, 128));
    refuses(() -> new ExtendedDataWriter().whole(SectionKind.RSSI_ERROR_BOUND, -1));
    refuses(() -> new ExtendedDataWriter().whole(SectionKind.EVENT_START, 1L << 32));
    refuses(() -> new ExtendedDataWriter().whole(SectionKind.YOUR_TX_POWER, 65_536));
    refuses(() -> new ExtendedDataWriter().whole(SectionKind.PREMISES, 1));
    refuses(() -> new ExtendedDataWriter().pair(SectionKind.GEO_ITRF, 32_768, 0));
    refuses(() -> new ExtendedDataWriter().real(SectionKind.GEO_ITRF, 0));
    refuses(() -> new ExtendedDataWriter().text(SectionKind.URL, ""));
    refuses(() -> new ExtendedDataWriter().text(SectionKind.URL, "x".repeat(256)));
    refuses(() -> new ExtendedDataWriter().text(SectionKind.COMPANY, "x"));
    refuses(() -> new ExtendedDataWriter().opaque(0x10, TWO));
    refuses(() -> new ExtendedDataWriter().opaque(0xFF, TWO));
    refuses(() -> new ExtendedDataWriter().opaque(0x80, Bytes.EMPTY));
    refuses(
        () -> new ExtendedDataWriter().whole(SectionKind.RSSI_DESCRIPTION, 5).finish());
    refuses(
        () -> new ExtendedDataWriter().text(SectionKind.URL, "http://x.example").finish());
    refuses(
        () -> new ExtendedDataWriter().real(SectionKind.SONAR_RANGE, Double.NaN).finish());
    refuses(() -> new ExtendedDataWriter().real(SectionKind.SONAR_ERROR, 1).finish());
    refuses(() -> new ExtendedDataWriter()
        .text(SectionKind.AREA, "a")
        .whole(SectionKind.FORMAT_VERSION, 1)
        .finish());
    refuses(() -> new ExtendedDataWriter()
        .whole(SectionKind.EVENT_START, 2)
        .whole(SectionKind.EVENT_END, 1)
        .finish());
  }

  @ParameterizedTest
  @CsvSource({"4101f6, 246, -10", "4102fff6, 65526, -10", "41010c, 12, 12", "4001c8, -56, -56"})
  void powersCanBeReadWithASign(String hex, long raw, long signed) {
    var section = ExtendedDataDecoder.decode(HexFormat.of().parseHex(hex))
        .extended()
        .orElseThrow()
        .sections()
        .getFirst();
    assertEquals(new SectionValue.Whole(raw), section.value());
    assertEquals(OptionalLong.of(signed), section.signed());
  }

  private static void assertWritten(String hex, ExtendedDataWriter writer) {
    assertEquals(hex, HexFormat.of().formatHex(ExtendedDataWriter.bytes(writer.finish())));
  }

  private static void refuses(Executable writing) {
    assertThrows(IllegalArgumentException.class, writing);
  }
}
