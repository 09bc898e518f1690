package godwit.codec.air;

import godwit.codec.air.AdStructures.Manufacturer;
import godwit.codec.air.Sign.Carried;
import godwit.codec.payload.Bytes;
import godwit.codec.payload.ExposureHeader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;

/// The table by which adverts are told to be contact tracing; rows are tried in order.
///
/// - shape: [#signs()], what an advert carries before what has to be connected to
/// - units: none
/// - errors: none; an advert of no row is [Recognition.Unknown]
/// - source: as for [TracingSystem] and [ConnectableSystem]; the draft's own service is not
/// assigned
///   yet and comes from who configures it
///
/// A service alone tells a system. A manufacturer never does: the numbers in use are not these
/// systems' own.
public record Recogniser(List<Sign> signs) {
  /// Every system whose service is known.
  public static final Recogniser STANDARD = standard();

  private static final int APPLE = 0x004C;
  private static final int OVERFLOW = 0x01;
  private static final int OVERFLOW_BYTES = 1 + 16;
  private static final int PSEUDO_ADDRESS_BYTES = 6;

  /// An advert's data under a service holds at most so much, with extended advertising.
  private static final int MAX_DATA_BYTES = 251;

  public Recogniser {
    signs = List.copyOf(signs);
  }

  /// The same and, before all else, the draft's adverts under this service: exposure header first.
  public Recogniser withDraft(UUID service) {
    List<Sign> all = new ArrayList<>(signs.size() + 1);
    Carried whole =
        new Carried(ExposureHeader.BYTES + 1, MAX_DATA_BYTES, MAX_DATA_BYTES, OptionalInt.empty());
    all.add(new Sign(AirSystem.DRAFT, service, Optional.of(whole)));
    all.addAll(signs);
    return new Recogniser(all);
  }

  /// The same without what is of these systems.
  public Recogniser without(Set<AirSystem> systems) {
    return new Recogniser(
        signs.stream().filter(sign -> !systems.contains(sign.system())).toList());
  }

  /// What an advert stands for.
  public Recognition recognise(AdStructures advert) {
    for (Sign sign : signs) {
      if (sign.carried().isEmpty()) continue;
      Carried carried = sign.carried().get();
      for (byte[] found : advert.serviceData(sign.service())) {
        if (!carried.takes(found.length)) continue;
        int body = Math.min(found.length, carried.bodyBytes());
        return new Recognition.Carried(
            sign.system(), sign.service(), carried.payloadType(), Bytes.copyOf(found, 0, body));
      }
    }
    List<UUID> services = advert.services();
    for (Sign sign : signs) {
      if (sign.carried().isPresent() || !services.contains(sign.service())) continue;
      return new Recognition.Connectable(
          sign.system(), sign.service(), pseudoAddress(sign.system(), advert));
    }
    return isBackground(advert.manufacturer())
        ? new Recognition.Possible()
        : new Recognition.Unknown();
  }

  /// Whether this is what an iPhone advertises for applications in the background.
  static boolean isBackground(Optional<Manufacturer> manufacturer) {
    return manufacturer
        .filter(by -> by.company() == APPLE && by.body().length() == OVERFLOW_BYTES)
        .filter(by -> by.body().toArray()[0] == OVERFLOW)
        .isPresent();
  }

  private static Optional<Bytes> pseudoAddress(AirSystem system, AdStructures advert) {
    return system == AirSystem.HERALD
        ? advert
            .manufacturer()
            .map(Manufacturer::body)
            .filter(body -> body.length() == PSEUDO_ADDRESS_BYTES)
        : Optional.empty();
  }

  private static Recogniser standard() {
    List<Sign> signs = new ArrayList<>();
    for (TracingSystem system : TracingSystem.values()) {
      Carried carried = new Carried(
          system.minBytes(),
          system.maxBytes(),
          system.bodyBytes(),
          OptionalInt.of(system.payloadType()));
      signs.add(new Sign(system.system(), system.service(), Optional.of(carried)));
    }
    ConnectableSystem.services()
        .forEach((service, system) -> signs.add(Sign.connectable(system.system(), service)));
    return new Recogniser(signs);
  }
}
