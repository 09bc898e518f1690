package godwit.bridge;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import godwit.bridge.feed.BtsnoopReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Where captures of real phones are, if they are: a test that needs them is skipped else.
///
/// Source: DP-3T/bt-measurements (EPFL and ETH Zurich), which may not be changed or come with this
/// project.
public final class RealCaptures {
  private RealCaptures() {}

  /// The folder `name` of what `godwit.ble` or `GODWIT_BLE` names, or `*/ble/name` beside the
  /// checkout or above.
  public static Path folder(String name) throws IOException {
    String given = System.getProperty("godwit.ble", System.getenv("GODWIT_BLE"));
    if (given != null) return Path.of(given).resolve(name);
    Optional<Path> found = Optional.empty();
    Path folder = Path.of("").toAbsolutePath();
    for (int up = 0; up < 3 && found.isEmpty() && folder.getParent() != null; up++) {
      try (Stream<Path> beside = Files.list(folder)) {
        found = beside
            .sorted()
            .map(f -> f.resolve("ble").resolve(name))
            .filter(Files::isDirectory)
            .findFirst();
      }
      folder = folder.getParent();
    }
    assumeTrue(found.isPresent(), "no captures beside this checkout");
    return found.orElseThrow();
  }

  /// Sender addresses of all single-report advertising events, read apart from the bridge.
  public static Set<Long> addresses(Path file) throws IOException {
    Set<Long> addresses = new HashSet<>();
    BtsnoopReader reader = new BtsnoopReader(new ByteArrayInputStream(Files.readAllBytes(file)));
    while (reader.next()) {
      if (!reader.isEvent()) continue;
      ByteBuffer event = reader.event().slice().order(ByteOrder.LITTLE_ENDIAN);
      if (event.remaining() < 14 || event.get(0) != 0x3E) continue;
      int subevent = event.get(2);
      if (subevent != 0x02 && subevent != 0x0D) continue;
      int from = subevent == 0x02 ? 6 : 7;
      long high = event.getShort(from + 4) & 0xFFFFL;
      addresses.add(high << 32 | Integer.toUnsignedLong(event.getInt(from)));
    }
    return addresses;
  }
}
