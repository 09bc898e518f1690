package godwit.codec.payload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/// Payloads made from values; that what was read is written back is PayloadDecoderTest's.
class PayloadWriterTest {
  private static final RoutingCode BRITAIN = RoutingCode.nation(826, 4);
  private static final ExtendedData POWER =
      new ExtendedDataWriter().whole(SectionKind.YOUR_TX_POWER, 12).finish();

  @Test
  void writesEveryFamily() {
    assertWritten(
        "00deadbeef6162",
        new Payload.Opaque(new ExposureHeader(0, RoutingCode.custom(0xDEADBEEF)), text("ab")));
    assertWritten("0f033a000400", new Payload.Opaque(header(0x0F), zeros(1)));
    assertWritten(
        "10033a0004" + "00".repeat(16) + "41010c",
        new Payload.Simple(header(0x10), zeros(16), POWER));
    assertWritten("18033a000400", new Payload.Opaque(header(0x18), zeros(1))); // reserved, carried
    assertWritten("20033a0004" + "00".repeat(65), new Payload.Opaque(header(0x20), zeros(65)));
    assertWritten("30033a0004ffffffff41010c", new Payload.Venue(header(0x30), 0xFFFF_FFFFL, POWER));
    assertWritten(
        "80033a0004" + "00".repeat(20), new Payload.Gaen(header(0x80), zeros(16), zeros(4)));
    assertWritten(
        "80033a0004" + "00".repeat(16), new Payload.Gaen(header(0x80), zeros(16), Bytes.EMPTY));
    assertWritten(
        "88033a000400" + "00".repeat(8) + "fffe" + "00".repeat(5),
        new Payload.Robert(header(0x88), zeros(1), zeros(8), 0xFFFE, zeros(5)));
    assertWritten(
        "90033a00040009" + "0004" + "41424344" + "41010c",
        Payload.BlueTrace.of(header(0x90), text("ABCD"), POWER));
    assertWritten(
        "91033a00040003" + "0001" + "2a",
        Payload.BlueTrace.of(header(0x91), text("*"), ExtendedData.EMPTY));
    assertWritten("92033a000400", new Payload.Opaque(header(0x92), zeros(1)));
    assertWritten("98033a0004" + "00".repeat(16), new Payload.Dp3t(header(0x98), zeros(16)));
    assertWritten("a0033a0004" + "00".repeat(28), new Payload.Pact(header(0xA0), zeros(28)));
  }

  @Test
  void holdsNoFieldOfAnotherLengthAndNoTypeOfAnotherFamily() {
    refuses(() -> new Payload.Simple(header(0x10), zeros(15), POWER));
    refuses(() -> new Payload.Simple(header(0x18), zeros(16), POWER));
    refuses(() -> new Payload.Venue(header(0x30), 1L << 32, POWER));
    refuses(() -> new Payload.Venue(header(0x30), -1, POWER));
    refuses(() -> new Payload.Gaen(header(0x80), zeros(16), zeros(3)));
    refuses(() -> new Payload.Gaen(header(0x88), zeros(16), zeros(4)));
    refuses(() -> new Payload.Robert(header(0x88), zeros(1), zeros(8), 65_536, zeros(5)));
    refuses(() -> new Payload.Robert(header(0x88), zeros(1), zeros(9), 1, zeros(4)));
    refuses(() -> Payload.BlueTrace.of(header(0x90), Bytes.EMPTY, POWER));
    refuses(() -> Payload.BlueTrace.of(header(0x92), text("ABCD"), POWER));
    refuses(() -> new Payload.Dp3t(header(0x98), zeros(3)));
    refuses(() -> new Payload.Pact(header(0xA0), zeros(27)));
    refuses(() -> new Payload.Opaque(header(0x20), zeros(64)));
    refuses(() -> new Payload.Opaque(header(0x08), Bytes.EMPTY));
    refuses(() -> new Payload.Opaque(header(0x90), zeros(5)));
    refuses(() -> new Payload.Opaque(header(0x10), zeros(16)));
  }

  @Test
  void writesNothingThatTheDecoderWouldRefuse() {
    refuses(() -> PayloadWriter.bytes(new Payload.Opaque(header(0x08), zeros(508))));
    refuses(() -> PayloadWriter.bytes(new Payload.BlueTrace(header(0x91), 9, text("A"), POWER)));
    refuses(() ->
        PayloadWriter.bytes(Payload.BlueTrace.of(header(0x90), text("A*"), ExtendedData.EMPTY)));
    ExposureHeader nobody = new ExposureHeader(0x08, RoutingCode.nation(1_000, 0));
    refuses(() -> PayloadWriter.bytes(new Payload.Opaque(nobody, zeros(1))));
  }

  private static void assertWritten(String hex, Payload payload) {
    byte[] bytes = PayloadWriter.bytes(payload);
    assertEquals(hex, HexFormat.of().formatHex(bytes));
    PayloadReading reading = PayloadDecoder.decode(bytes);
    assertEquals(payload, ((PayloadReading.Sound) reading).payload());
  }

  private static void refuses(Executable writing) {
    assertThrows(IllegalArgumentException.class, writing);
  }

  private static ExposureHeader header(int payloadType) {
    return new ExposureHeader(payloadType, BRITAIN);
  }

  private static Bytes zeros(int length) {
    return Bytes.copyOf(new byte[length]);
  }

  private static Bytes text(String text) {
    return Bytes.copyOf(text.getBytes(StandardCharsets.US_ASCII));
  }
}
