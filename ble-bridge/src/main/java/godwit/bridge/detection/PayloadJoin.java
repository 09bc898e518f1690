package godwit.bridge.detection;

import godwit.codec.air.AirSystem;
import godwit.codec.payload.Bytes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Phones that tell their identifier only to who connects: what one receiver read is joined with
/// what all receivers hear of the same address.
///
/// In memory alone, and not for long: 15 minutes, or until a phone's pseudo-address changes. What
/// is
/// heard before the reading waits for it for a minute.
final class PayloadJoin {
  static final int MAX_DEVICES = 20_000;
  static final int MAX_WAITING = 64;

  private static final long KNOWN_MILLIS = 15 * 60_000L;
  private static final long WAITING_MILLIS = 60_000;

  private final Consumer<Sighting> joined;
  private final Map<DeviceAddress, Device> devices = new LinkedHashMap<>(16, 0.75f, true);
  private long expired;

  private static final class Device {
    private AirSystem system = AirSystem.HERALD;
    private Optional<UUID> service = Optional.empty();
    private Optional<Bytes> pseudoAddress = Optional.empty();
    private @Nullable Detection known;
    private long knownMillis;
    private final Deque<Report> waiting = new ArrayDeque<>(2);
  }

  PayloadJoin(Consumer<Sighting> joined) {
    this.joined = joined;
  }

  /// A phone that has to be connected to was heard.
  void advert(Report report, AirSystem system, UUID service, Optional<Bytes> pseudoAddress) {
    Device device = device(report.sender());
    boolean another = device.system != system
        || (pseudoAddress.isPresent()
            && device.pseudoAddress.isPresent()
            && !device.pseudoAddress.equals(pseudoAddress));
    if (device.service.isPresent() && another) {
      device.known = null;
      expired += device.waiting.size();
      device.waiting.clear();
    }
    device.system = system;
    device.service = Optional.of(service);
    if (pseudoAddress.isPresent()) device.pseudoAddress = pseudoAddress;
    Detection known = device.known;
    if (known != null && Math.abs(report.millis() - device.knownMillis) <= KNOWN_MILLIS) {
      joined.accept(sighting(report, known));
      return;
    }
    device.known = null;
    dropOld(device, report.millis());
    if (device.waiting.size() == MAX_WAITING) {
      device.waiting.remove();
      expired++;
    }
    device.waiting.add(report);
  }

  /// A receiver connected and read; false if the value is no system's.
  boolean payload(Report report, UUID source, byte[] value) {
    Device device = device(report.sender());
    AirSystem system = ReadSources.system(source).orElse(device.system);
    Optional<Detection> read = PayloadBody.read(system, device.service.orElse(source), value);
    if (read.isEmpty()) return false;
    device.system = system;
    device.known = read.get();
    device.knownMillis = report.millis();
    dropOld(device, report.millis());
    List<Report> waited = new ArrayList<>(device.waiting);
    device.waiting.clear();
    waited.forEach(each -> joined.accept(sighting(each, read.get())));
    joined.accept(sighting(report, read.get()));
    return true;
  }

  /// Sightings that nobody read the payload of, or whose payload came too late.
  long expired() {
    return expired;
  }

  private void dropOld(Device device, long millis) {
    for (Iterator<Report> waiting = device.waiting.iterator(); waiting.hasNext(); ) {
      if (Math.abs(millis - waiting.next().millis()) <= WAITING_MILLIS) continue;
      waiting.remove();
      expired++;
    }
  }

  private Device device(DeviceAddress address) {
    Device device = devices.get(address);
    if (device != null) return device;
    if (devices.size() == MAX_DEVICES) {
      Iterator<Device> oldest = devices.values().iterator();
      expired += oldest.next().waiting.size();
      oldest.remove();
    }
    Device made = new Device();
    devices.put(address, made);
    return made;
  }

  private static Sighting sighting(Report report, Detection detection) {
    return new Sighting(
        report.millis(), report.quality(), report.receiver(), report.rssi(), detection);
  }
}
