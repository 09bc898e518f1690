package godwit.bridge.feed.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import godwit.bridge.detection.DeviceAddress;
import godwit.bridge.detection.Rssi;
import godwit.codec.air.AdStructures;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Single values as gateways write them: numbers as text, times in several units, hex in several
/// forms.
final class Fields {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern LEADING_NUMBER = Pattern.compile("\\s*([+-]?[0-9]{1,12}).*");
  private static final long MILLIS_FROM = 100_000_000_000L;
  private static final int ADDRESS_DIGITS = 12;

  private Fields() {}

  static JsonNode json(byte[] body) throws MalformedMessage {
    try {
      JsonNode node = JSON.readTree(body);
      if (node == null || node.isMissingNode()) throw new MalformedMessage("an empty message");
      return node;
    } catch (JsonProcessingException _) {
      throw new MalformedMessage("this is not JSON");
    } catch (IOException e) {
      throw new IllegalStateException("memory can be read", e);
    }
  }

  /// The 12 hex digits of an address, whatever separates them.
  static Optional<String> digits(JsonNode node) {
    if (!node.isTextual()) return Optional.empty();
    String digits = node.textValue().replaceAll("[:. -]", "").toLowerCase(Locale.ROOT);
    boolean whole =
        digits.length() == ADDRESS_DIGITS && digits.chars().allMatch(HexFormat::isHexDigit);
    return whole ? Optional.of(digits) : Optional.empty();
  }

  static Optional<DeviceAddress> address(JsonNode node) {
    return digits(node).map(digits -> new DeviceAddress(HexFormat.fromHexDigitsToLong(digits)));
  }

  static DeviceAddress address(byte[] bytes, int from) {
    long value = 0;
    for (int index = from; index < from + 6; index++) value = value << 8 | (bytes[index] & 0xFF);
    return new DeviceAddress(value);
  }

  /// A strength; unknown where it is none that a controller measures.
  static int rssi(JsonNode node) {
    long value = Rssi.UNKNOWN;
    if (node.isIntegralNumber() && node.canConvertToLong()) value = node.longValue();
    else if (node.isNumber()) value = Math.round(node.doubleValue());
    else if (node.isTextual()) {
      Matcher number = LEADING_NUMBER.matcher(node.textValue());
      if (number.matches()) value = Long.parseLong(number.group(1));
    }
    return rssi(value);
  }

  static int rssi(long value) {
    return value < -127 || value > 20 ? Rssi.UNKNOWN : (int) value;
  }

  /// A UUID of 16, 32 or 128 bits, its first byte first.
  static Optional<UUID> uuid(byte[] bytes) {
    ByteBuffer read = ByteBuffer.wrap(bytes);
    return switch (bytes.length) {
      case Short.BYTES -> Optional.of(AdStructures.expand(Short.toUnsignedLong(read.getShort())));
      case Integer.BYTES -> Optional.of(AdStructures.expand(Integer.toUnsignedLong(read.getInt())));
      case 2 * Long.BYTES -> Optional.of(new UUID(read.getLong(), read.getLong()));
      default -> Optional.empty();
    };
  }

  /// Bytes in hex, of either case, with or without `0x`; empty where it is no hex.
  static Optional<byte[]> hex(JsonNode node) {
    if (!node.isTextual()) return Optional.empty();
    String text = node.textValue().strip();
    if (text.startsWith("0x") || text.startsWith("0X")) text = text.substring(2);
    if (text.length() % 2 != 0 || !text.chars().allMatch(HexFormat::isHexDigit)) {
      return Optional.empty();
    }
    return Optional.of(HexFormat.of().parseHex(text));
  }

  /// A time, and whether it is in whole seconds.
  record Time(OptionalLong millis, boolean wholeSeconds) {
    static final Time NONE = new Time(OptionalLong.empty(), false);
  }

  /// A time in milliseconds, seconds or ISO 8601, as a number or as text.
  static Time time(JsonNode node) {
    if (node.isIntegralNumber() && node.canConvertToLong()) return number(node.longValue());
    if (node.isNumber()) return fraction(node.doubleValue());
    if (!node.isTextual()) return Time.NONE;
    String text = node.textValue().strip();
    if (text.matches("[0-9]{1,15}")) return number(Long.parseLong(text));
    if (text.matches("[0-9]{1,12}[.][0-9]{1,9}")) return fraction(Double.parseDouble(text));
    try {
      String zoned = text.matches(".*(Z|[+-][0-9]{2}:?[0-9]{2})") ? text : text + "Z";
      Instant time = Instant.parse(zoned.replace(' ', 'T'));
      return new Time(OptionalLong.of(time.toEpochMilli()), !text.contains("."));
    } catch (DateTimeParseException _) {
      return Time.NONE;
    }
  }

  private static Time number(long value) {
    return value >= MILLIS_FROM
        ? new Time(OptionalLong.of(value), false)
        : new Time(OptionalLong.of(value * 1000), true);
  }

  private static Time fraction(double value) {
    long millis = Math.round(value >= MILLIS_FROM ? value : value * 1000);
    return new Time(OptionalLong.of(millis), false);
  }
}
