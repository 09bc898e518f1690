package godwit.codec.air;

import static godwit.codec.payload.DiagnosticCode.ADVERT_TRUNCATED;

import godwit.codec.payload.Bytes;
import godwit.codec.payload.Diagnostic;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Reads one whole advert and says which contact-tracing system it is of.
///
/// Never throws for what the bytes hold. Systems whose identifier is in the advert come before
/// those that have to be connected to, since ROBERT is both.
public final class AdvertDecoder {
  private static final int GAEN_ID_BYTES = 16;
  private static final int GAEN_METADATA_BYTES = 4;

  private AdvertDecoder() {}

  public static AdvertReading decode(byte[] bytes) {
    AdStructures structures = AdStructures.parse(bytes);
    if (structures.overrun()) {
      return new AdvertReading(Optional.empty(), List.of(Diagnostic.structural(ADVERT_TRUNCATED)));
    }
    return new AdvertReading(Optional.of(advert(structures)), List.of());
  }

  private static Advert advert(AdStructures structures) {
    for (TracingSystem system : TracingSystem.values()) {
      Optional<byte[]> found = system.serviceData(structures);
      if (found.isPresent()) return carried(system, found.get());
    }
    List<UUID> services = structures.services();
    for (UUID service : services) {
      Optional<ConnectableSystem> system = ConnectableSystem.of(service);
      if (system.isPresent()) {
        return new Advert.Connectable(system.get(), service, structures.manufacturer());
      }
    }
    if (Recogniser.isBackground(structures.manufacturer())) {
      return new Advert.Background(structures.manufacturer().orElseThrow());
    }
    return new Advert.Unrelated(services.stream().findFirst(), structures.manufacturer());
  }

  private static Advert carried(TracingSystem system, byte[] found) {
    Bytes body = Bytes.copyOf(found, 0, system.bodyBytes());
    return switch (system) {
      case GAEN ->
        new Advert.Gaen(
            system.service(),
            Bytes.copyOf(found, 0, GAEN_ID_BYTES),
            Bytes.copyOf(found, GAEN_ID_BYTES, GAEN_METADATA_BYTES));
      case ROBERT ->
        new Advert.Robert(
            system.service(), body, found[body.length()] & 0xFF, found[body.length() + 1]);
      case DP3T, DP3T_SHARED -> new Advert.Dp3t(system.service(), body);
    };
  }
}
