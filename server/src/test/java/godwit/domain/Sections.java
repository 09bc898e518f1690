package godwit.domain;

import java.io.ByteArrayOutputStream;

/// Extended data of a contact, for tests.
final class Sections {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /// A section of readings: seconds and RSSI by turns.
  Sections readings(int... values) {
    section(0x80, values.length / 2 * 3);
    for (int index = 0; index < values.length; index += 2) {
      bytes.write(values[index] >>> 8);
      bytes.write(values[index]);
      bytes.write(values[index + 1]);
    }
    return this;
  }

  Sections power(int dBm) {
    section(0x41, 1);
    bytes.write(dBm);
    return this;
  }

  Sections section(int code, int length) {
    bytes.write(code);
    bytes.write(length);
    return this;
  }

  Sections raw(int... values) {
    for (int value : values) bytes.write(value);
    return this;
  }

  byte[] bytes() {
    return bytes.toByteArray();
  }
}
