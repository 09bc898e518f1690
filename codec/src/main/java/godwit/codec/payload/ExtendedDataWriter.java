package godwit.codec.payload;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// Extended Data being written, a section at a time.
///
/// - shape: see [ExtendedData]; numbers big-endian, at the width of their [SectionKind]
/// - units: as the methods say; a fraction takes 4 bytes where they hold it exactly, else 8
/// - errors: [IllegalArgumentException] for what [ExtendedDataDecoder] would report
/// - source: Herald, International Interoperability Specification (draft), Extended Data
public final class ExtendedDataWriter {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /// The bytes of sections that were read, whatever they hold: the way back of the decoder.
  public static byte[] bytes(ExtendedData extended) {
    ExtendedDataWriter writer = new ExtendedDataWriter();
    for (ExtendedData.Section section : extended.sections()) {
      writer.put(section.code(), section.data().toArray());
    }
    return writer.out.toByteArray();
  }

  /// A number without fraction; an RSSI has a sign, all others are unsigned.
  public ExtendedDataWriter whole(SectionKind kind, long value) {
    byte[] wide = ByteBuffer.allocate(Long.BYTES).putLong(value).array();
    int width = switch (kind.form()) {
      case UINT8 -> unsigned(kind, value, 1);
      case UINT8_OR_16 -> unsigned(kind, value, value > 0xFF ? 2 : 1);
      case UINT32 -> unsigned(kind, value, 4);
      case INT8 -> {
        if (value != (byte) value) throw unfit(kind);
        yield 1;
      }
      case REAL, PAIR, TEXT, OPAQUE -> throw unfit(kind);
    };
    return put(kind.firstCode(), Arrays.copyOfRange(wide, Long.BYTES - width, Long.BYTES));
  }

  public ExtendedDataWriter real(SectionKind kind, double value) {
    if (kind.form() != SectionKind.Form.REAL) throw unfit(kind);
    byte[] data = (float) value == value
        ? ByteBuffer.allocate(Float.BYTES).putFloat((float) value).array()
        : ByteBuffer.allocate(Double.BYTES).putDouble(value).array();
    return put(kind.firstCode(), data);
  }

  public ExtendedDataWriter pair(SectionKind kind, int first, int second) {
    boolean fits = first == (short) first && second == (short) second;
    if (kind.form() != SectionKind.Form.PAIR || !fits) throw unfit(kind);
    ByteBuffer data = ByteBuffer.allocate(2 * Short.BYTES);
    return put(
        kind.firstCode(), data.putShort((short) first).putShort((short) second).array());
  }

  public ExtendedDataWriter text(SectionKind kind, String value) {
    if (kind.form() != SectionKind.Form.TEXT) throw unfit(kind);
    return put(kind.firstCode(), value.getBytes(StandardCharsets.UTF_8));
  }

  /// Bytes that are not ours to read: of reserved, encrypted and custom codes, and a company's.
  public ExtendedDataWriter opaque(int code, Bytes data) {
    if (code < 0 || code >= PayloadLayout.EXTENDED_SECTION_CODE) {
      throw new IllegalArgumentException("code=" + code);
    }
    SectionKind kind = SectionKind.of(code);
    if (kind.form() != SectionKind.Form.OPAQUE) throw unfit(kind);
    return put(code, data.toArray());
  }

  /// What was written, as a reader will see it.
  public ExtendedData finish() {
    ExtendedReading reading = ExtendedDataDecoder.decode(out.toByteArray());
    List<Diagnostic> diagnostics = reading.diagnostics();
    if (!diagnostics.isEmpty()) throw new IllegalArgumentException(diagnostics.toString());
    return reading.extended().orElseThrow();
  }

  private ExtendedDataWriter put(int code, byte[] data) {
    if (data.length == 0 || data.length > PayloadLayout.MAX_SECTION_BYTES) {
      throw new IllegalArgumentException("code=" + code + " length=" + data.length);
    }
    out.write(code);
    out.write(data.length);
    out.writeBytes(data);
    return this;
  }

  private static int unsigned(SectionKind kind, long value, int width) {
    if (value >>> (Byte.SIZE * width) != 0) throw unfit(kind);
    return width;
  }

  private static IllegalArgumentException unfit(SectionKind kind) {
    return new IllegalArgumentException("kind=" + kind + " form=" + kind.form());
  }
}
