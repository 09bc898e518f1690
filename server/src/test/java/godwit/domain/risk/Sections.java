package godwit.domain.risk;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;

/// Extended data of a contact, for tests.
public final class Sections {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /// A section of readings: seconds and RSSI by turns.
  public Sections readings(int... values) {
    section(0x80, values.length / 2 * 3);
    for (int index = 0; index < values.length; index += 2) {
      bytes.write(values[index] >>> 8);
      bytes.write(values[index]);
      bytes.write(values[index + 1]);
    }
    return this;
  }

  public Sections power(int dBm) {
    section(0x41, 1);
    bytes.write(dBm);
    return this;
  }

  /// A section of one signed byte: a strength, say.
  public Sections dBm(int code, int value) {
    return section(code, 1).raw(value);
  }

  /// A phone model.
  public Sections model(String name) {
    return text(0x42, name);
  }

  /// A section of text.
  public Sections text(int code, String text) {
    byte[] written = text.getBytes(UTF_8);
    section(code, written.length);
    bytes.writeBytes(written);
    return this;
  }

  public Sections section(int code, int length) {
    bytes.write(code);
    bytes.write(length);
    return this;
  }

  public Sections raw(int... values) {
    for (int value : values) bytes.write(value);
    return this;
  }

  public byte[] bytes() {
    return bytes.toByteArray();
  }
}
