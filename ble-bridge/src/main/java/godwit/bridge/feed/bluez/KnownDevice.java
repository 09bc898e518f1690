package godwit.bridge.feed.bluez;

import godwit.bridge.detection.DeviceAddress;
import godwit.bridge.detection.Rssi;
import godwit.codec.air.AdStructures;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.freedesktop.dbus.types.UInt16;
import org.freedesktop.dbus.types.Variant;

/// What BlueZ has said of one device so far: it tells only what has changed.
///
/// - shape: [#advert()] puts the parts together again, as they would be on the air
/// - units: dBm
/// - errors: parts of other types than BlueZ writes are left out
/// - source: BlueZ, `org.bluez.Device1`
final class KnownDevice {
  private static final int SERVICES_16 = 0x03;
  private static final int SERVICES_128 = 0x07;
  private static final int SERVICE_DATA_16 = 0x16;
  private static final int SERVICE_DATA_128 = 0x21;
  private static final int MANUFACTURER = 0xFF;
  private static final int MAX_PART_BYTES = 254;
  private static final int ADDRESS_BITS = 48;

  private final Map<String, Object> said = new HashMap<>();

  /// Takes what has changed; gives whether that shows that the device was heard.
  boolean changed(Map<String, Variant<?>> properties) {
    properties.forEach((name, value) -> said.put(name, value.getValue()));
    return properties.containsKey("RSSI")
        || properties.containsKey("ServiceData")
        || properties.containsKey("ManufacturerData");
  }

  /// Its address; empty where BlueZ has not said it.
  Optional<DeviceAddress> address() {
    if (!(said.get("Address") instanceof String text)
        || !text.matches("([0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}")) {
      return Optional.empty();
    }
    long kind = "random".equals(said.get("AddressType")) ? 1L : 0L;
    long value = Long.parseLong(text.replace(":", ""), 16);
    return Optional.of(new DeviceAddress(kind << ADDRESS_BITS | value));
  }

  /// The strength in what has changed; an earlier one is of another advert.
  static int strength(Map<String, Variant<?>> properties) {
    Variant<?> value = properties.get("RSSI");
    if (value == null || !(value.getValue() instanceof Number number)) return Rssi.UNKNOWN;
    int strength = number.intValue();
    return strength < -127 || strength > 20 ? Rssi.UNKNOWN : strength;
  }

  AdStructures advert() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    if (said.get("UUIDs") instanceof List<?> services) {
      for (Object each : services) uuid(each).ifPresent(id -> service(bytes, id));
    }
    if (said.get("ServiceData") instanceof Map<?, ?> parts) {
      parts.forEach((id, data) -> uuid(id)
          .ifPresent(service -> bytes(data).ifPresent(value -> data(bytes, service, value))));
    }
    if (said.get("ManufacturerData") instanceof Map<?, ?> parts) {
      parts.forEach((company, data) -> {
        if (!(company instanceof UInt16 number)) return;
        bytes(data).ifPresent(value -> part(bytes, MANUFACTURER, low(number.intValue()), value));
      });
    }
    return AdStructures.parse(bytes.toByteArray());
  }

  private static void service(ByteArrayOutputStream to, UUID id) {
    OptionalInt number = AdStructures.shorten(id);
    if (number.isPresent()) part(to, SERVICES_16, low(number.getAsInt()), new byte[0]);
    else part(to, SERVICES_128, turned(id), new byte[0]);
  }

  private static void data(ByteArrayOutputStream to, UUID id, byte[] value) {
    OptionalInt number = AdStructures.shorten(id);
    if (number.isPresent()) part(to, SERVICE_DATA_16, low(number.getAsInt()), value);
    else part(to, SERVICE_DATA_128, turned(id), value);
  }

  private static void part(ByteArrayOutputStream to, int type, byte[] head, byte[] rest) {
    int length = head.length + rest.length;
    if (length > MAX_PART_BYTES) return;
    to.write(length + 1);
    to.write(type);
    to.writeBytes(head);
    to.writeBytes(rest);
  }

  private static byte[] low(int number) {
    return ByteBuffer.allocate(Short.BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort((short) number)
        .array();
  }

  private static byte[] turned(UUID id) {
    return ByteBuffer.allocate(2 * Long.BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(id.getLeastSignificantBits())
        .putLong(id.getMostSignificantBits())
        .array();
  }

  private static Optional<UUID> uuid(Object text) {
    try {
      return Optional.of(UUID.fromString(String.valueOf(text)));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private static Optional<byte[]> bytes(Object value) {
    Object inner = value instanceof Variant<?> variant ? variant.getValue() : value;
    if (inner instanceof byte[] bytes) return Optional.of(bytes);
    if (!(inner instanceof List<?> list)) return Optional.empty();
    byte[] bytes = new byte[list.size()];
    for (int index = 0; index < bytes.length; index++) {
      if (!(list.get(index) instanceof Byte each)) return Optional.empty();
      bytes[index] = each;
    }
    return Optional.of(bytes);
  }
}
