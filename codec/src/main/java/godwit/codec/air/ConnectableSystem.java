package godwit.codec.air;

import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// A contact-tracing system whose adverts only say that it is there: who wants the payload has to
/// connect and read it.
///
/// - source: the applications' published sources; Herald, specification of the protocol on the air
public enum ConnectableSystem {
  HERALD(AirSystem.HERALD),
  /// TraceTogether, OpenTrace, COVIDSafe.
  BLUETRACE(AirSystem.BLUETRACE),
  /// Where the HELLO message does not fit the advert.
  ROBERT(AirSystem.ROBERT),
  /// The prototype.
  DP3T(AirSystem.DP3T),
  /// Norway's first application.
  SMITTESTOPP(AirSystem.SMITTESTOPP);

  private static final Map<UUID, ConnectableSystem> BY_SERVICE = Map.ofEntries(
      // Herald: 2.1 and later, then what came before.
      Map.entry(AdStructures.expand(0xFCF6), HERALD),
      Map.entry(UUID.fromString("428132af-4746-42d3-801e-4572d65bfd9b"), HERALD),
      // BlueTrace: all three, OpenTrace's and COVIDSafe's test services, Herald's stand-in.
      Map.entry(UUID.fromString("b82ab3fc-1595-4f6a-80f0-fe094cc218f9"), BLUETRACE),
      Map.entry(UUID.fromString("17e033d3-490e-4bc9-9fe8-2f567643f4d3"), BLUETRACE),
      Map.entry(UUID.fromString("cc0ac8b7-03b5-4252-8d84-44d199e16065"), BLUETRACE),
      Map.entry(UUID.fromString("a6ba4286-c550-4794-a888-9467ef0b31a8"), BLUETRACE),
      Map.entry(AdStructures.expand(0xFD64), ROBERT),
      Map.entry(UUID.fromString("8c8494e3-bab5-1848-40a0-1b06991c0000"), DP3T),
      Map.entry(UUID.fromString("8c8494e3-bab5-1848-40a0-1b06991c0001"), DP3T),
      Map.entry(UUID.fromString("e45c1747-a0a4-44ab-8c06-a956df58d93a"), SMITTESTOPP));

  private final AirSystem system;

  ConnectableSystem(AirSystem system) {
    this.system = system;
  }

  public AirSystem system() {
    return system;
  }

  /// Every service by which such a system is known.
  static Map<UUID, ConnectableSystem> services() {
    return BY_SERVICE;
  }

  /// The system that advertises this service.
  public static Optional<ConnectableSystem> of(UUID service) {
    return Optional.ofNullable(BY_SERVICE.get(service));
  }
}
