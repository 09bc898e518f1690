package godwit.console;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Reads a number of one byte from the command line: decimal, or hexadecimal after `0x`.
public final class NumberOption implements ITypeConverter<Integer> {
  private static final int HEX = 16;
  private static final int DECIMAL = 10;

  @Override
  public Integer convert(String text) {
    return uint8(text, "a number from 0 to 255, or 0x00 to 0xff");
  }

  public static int uint8(String text, String expected) {
    boolean hex = text.startsWith("0x");
    try {
      int value = Integer.parseUnsignedInt(hex ? text.substring(2) : text, hex ? HEX : DECIMAL);
      if (value >= 0 && value <= 0xFF) return value;
    } catch (NumberFormatException _) {
      // Told below, as a number that is too large is.
    }
    throw new TypeConversionException("'" + text + "' is not " + expected);
  }
}
