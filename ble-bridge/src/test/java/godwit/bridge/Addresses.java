package godwit.bridge;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/// The ways in which an address can stand in a text.
public final class Addresses {
  private Addresses() {}

  /// Fails if `text` holds the address in hex, in either byte order, with any usual separator. The
  /// failure does not print it.
  public static void assertAbsent(long address, String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    byte[] bytes = Arrays.copyOfRange(ByteBuffer.allocate(8).putLong(address).array(), 2, 8);
    byte[] reversed = new byte[6];
    for (int index = 0; index < 6; index++) reversed[index] = bytes[5 - index];
    for (String separator : List.of("", ":", "-", " ", ".")) {
      for (byte[] order : List.of(bytes, reversed)) {
        String hex = HexFormat.ofDelimiter(separator).formatHex(order);
        assertFalse(lower.contains(hex), "an address stands in the text");
      }
    }
    assertFalse(lower.contains(Long.toString(address)), "an address stands in the text");
  }
}
