package godwit.codec.air;

import godwit.codec.payload.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
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
  private static final int FIRST_SERVICE_LIST = 0x02;
  private static final int LAST_SERVICE_LIST = 0x07;
  private static final int MANUFACTURER = 0xFF;
  private static final int COMPANY_BYTES = 2;
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

  /// The 16 bits that a UUID of a Bluetooth member stands for; empty for any other UUID.
  public static OptionalInt shorten(UUID uuid) {
    long high = uuid.getMostSignificantBits() ^ BASE.getMostSignificantBits();
    boolean base = uuid.getLeastSignificantBits() == BASE.getLeastSignificantBits()
        && (high & ~(0xFFFFL << Integer.SIZE)) == 0;
    return base ? OptionalInt.of((int) (high >>> Integer.SIZE)) : OptionalInt.empty();
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

  /// Every service that the advert lists or carries something under, in order, each once.
  public List<UUID> services() {
    Set<UUID> services = new LinkedHashSet<>();
    for (Structure structure : structures) {
      int listed = listedUuidBytes(structure.type);
      int carried = serviceUuidBytes(structure.type);
      if (listed > 0) {
        for (int at = structure.from; at + listed <= structure.to; at += listed) {
          services.add(uuid(at, listed));
        }
      } else if (carried > 0 && structure.from + carried <= structure.to) {
        services.add(uuid(structure.from, carried));
      }
    }
    return List.copyOf(services);
  }

  /// What the advert carries of its first manufacturer.
  public Optional<Manufacturer> manufacturer() {
    for (Structure structure : structures) {
      int body = structure.from + COMPANY_BYTES;
      if (structure.type != MANUFACTURER || body > structure.to) continue;
      int company = (int) littleEndian(structure.from, COMPANY_BYTES);
      Bytes carried = Bytes.copyOf(bytes, body, structure.to - body);
      return Optional.of(new Manufacturer(company, carried));
    }
    return Optional.empty();
  }

  /// A company's number, as the Bluetooth SIG assigns them, and its own bytes.
  public record Manufacturer(int company, Bytes body) {}

  private static int listedUuidBytes(int type) {
    if (type < FIRST_SERVICE_LIST || type > LAST_SERVICE_LIST) return 0;
    return switch (type / 2) {
      case 1 -> 2;
      case 2 -> 4;
      default -> 16;
    };
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
