package godwit.bridge.detection;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/// The structures of one advert's data, read strictly.
///
/// - shape: `(u8 length | u8 type | length-1 bytes)*`, integers little-endian
/// - units: length counts the type byte; length 0 ends the data early
/// - errors: a structure longer than what is left is void and sets [#overrun()]; those before it
/// stay
/// - source: Bluetooth Core Specification, Vol 3 Part C, "Advertising and scan response data
/// format"
public final class AdStructures {
  private static final int SERVICE_DATA_16 = 0x16;
  private static final int SERVICE_DATA_32 = 0x20;
  private static final int SERVICE_DATA_128 = 0x21;

  /// The Bluetooth base UUID, into whose first 32 bits shorter UUIDs go.
  private static final UUID BASE = UUID.fromString("00000000-0000-1000-8000-00805f9b34fb");

  private final byte[] bytes;
  private final List<Structure> structures;
  private final boolean overrun;

  /// Where one structure's data lies, its type byte not included.
  private record Structure(int type, int from, int to) {}

  private AdStructures(byte[] bytes, List<Structure> structures, boolean overrun) {
    this.bytes = bytes;
    this.structures = structures;
    this.overrun = overrun;
  }

  /// Reads an advert's data; any bytes can be read.
  public static AdStructures parse(byte[] advert) {
    byte[] bytes = advert.clone();
    List<Structure> structures = new ArrayList<>(4);
    int position = 0;
    while (position < bytes.length) {
      int length = bytes[position] & 0xFF;
      if (length == 0) break;
      int end = position + 1 + length;
      if (end > bytes.length) return new AdStructures(bytes, structures, true);
      structures.add(new Structure(bytes[position + 1] & 0xFF, position + 2, end));
      position = end;
    }
    return new AdStructures(bytes, structures, false);
  }

  /// A 16- or 32-bit UUID in its 128-bit form.
  public static UUID expand(long shortUuid) {
    return new UUID(
        BASE.getMostSignificantBits() | shortUuid << 32, BASE.getLeastSignificantBits());
  }

  /// How many structures were whole.
  public int count() {
    return structures.size();
  }

  /// Whether the last structure ran past the end.
  public boolean overrun() {
    return overrun;
  }

  /// What the advert carries under a service, whichever length its UUID was written in; in order.
  public List<byte[]> serviceData(UUID service) {
    List<byte[]> found = new ArrayList<>(1);
    for (Structure structure : structures) {
      int uuidBytes = serviceUuidBytes(structure.type);
      int body = structure.from + uuidBytes;
      if (uuidBytes == 0 || body > structure.to) continue;
      if (uuid(structure.from, uuidBytes).equals(service)) {
        found.add(Arrays.copyOfRange(bytes, body, structure.to));
      }
    }
    return found;
  }

  private static int serviceUuidBytes(int type) {
    return switch (type) {
      case SERVICE_DATA_16 -> 2;
      case SERVICE_DATA_32 -> 4;
      case SERVICE_DATA_128 -> 16;
      default -> 0;
    };
  }

  private UUID uuid(int from, int size) {
    return size == 16
        ? new UUID(littleEndian(from + 8, 8), littleEndian(from, 8))
        : expand(littleEndian(from, size));
  }

  private long littleEndian(int from, int size) {
    long value = 0;
    for (int index = size - 1; index >= 0; index--) {
      value = value << 8 | (bytes[from + index] & 0xFF);
    }
    return value;
  }
}
