package godwit.bridge.detection;

import godwit.codec.air.AirSystem;
import godwit.codec.air.TracingSystem;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.OptionalInt;

/// Adverts as phones send them, with made-up identifiers.
public final class Adverts {
  private Adverts() {}

  /// An iPhone's: flags first, 31 bytes.
  public static byte[] gaenWithFlags(byte[] serviceData) {
    return concat(hex("02011a"), gaen(serviceData));
  }

  /// An Android phone's: no flags, 28 bytes.
  public static byte[] gaen(byte[] serviceData) {
    return concat(hex("03036ffd"), serviceData("6ffd", serviceData));
  }

  /// What a phone of Exposure Notification says.
  public static Detection gaenDetection(int seed) {
    return Detection.of(
        AirSystem.GAEN, TracingSystem.GAEN.service(), OptionalInt.of(0x80), body(seed, 20));
  }

  /// A ROBERT application's.
  public static byte[] robert(byte[] serviceData) {
    return concat(hex("02010203"), hex("0364fd"), serviceData("64fd", serviceData));
  }

  /// Service data under a 16-bit UUID, given as on the air.
  public static byte[] serviceData(String uuid, byte[] body) {
    return concat(new byte[] {(byte) (body.length + 3), 0x16}, hex(uuid), body);
  }

  /// Bytes that differ by seed, and from each other.
  public static byte[] body(int seed, int size) {
    byte[] body = new byte[size];
    for (int index = 0; index < size; index++) {
      body[index] = (byte) (index * 7 + (index < 4 ? seed >> (8 * index) : seed));
    }
    return body;
  }

  public static byte[] concat(byte[]... parts) {
    int size = 0;
    for (byte[] part : parts) size += part.length;
    ByteBuffer all = ByteBuffer.allocate(size);
    for (byte[] part : parts) all.put(part);
    return all.array();
  }

  public static byte[] hex(String hex) {
    return HexFormat.of().parseHex(hex);
  }
}
