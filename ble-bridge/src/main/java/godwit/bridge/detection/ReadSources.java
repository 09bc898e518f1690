package godwit.bridge.detection;

import godwit.codec.air.AirSystem;
import godwit.codec.air.ConnectableSystem;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Whose characteristics those are that a receiver reads.
///
/// - source: as for [ConnectableSystem]
final class ReadSources {
  private static final Map<UUID, AirSystem> CHARACTERISTICS = Map.of(
      UUID.fromString("3e98c0f8-8f05-4829-a121-43e38f8933e7"), AirSystem.HERALD,
      UUID.fromString("117bdd58-57ce-4e7a-8e87-7cccdda2a804"), AirSystem.BLUETRACE,
      UUID.fromString("d1034710-b11e-42f2-bca3-f481177d5bb2"), AirSystem.BLUETRACE,
      UUID.fromString("a8f12d00-ee67-478b-b95f-65d599407756"), AirSystem.ROBERT,
      UUID.fromString("64b81e3c-d60c-4f08-8396-9351b04f7591"), AirSystem.SMITTESTOPP);

  private ReadSources() {}

  /// The system of a characteristic or service; empty if it is of none.
  static Optional<AirSystem> system(UUID source) {
    AirSystem system = CHARACTERISTICS.get(source);
    return system != null
        ? Optional.of(system)
        : ConnectableSystem.of(source).map(ConnectableSystem::system);
  }
}
