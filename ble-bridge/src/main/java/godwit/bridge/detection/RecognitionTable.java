package godwit.bridge.detection;

import godwit.codec.air.AdStructures;
import godwit.codec.air.TracingSystem;
import java.util.List;
import java.util.Optional;

/// Which adverts are contact tracing, tried in order; the first match wins.
public record RecognitionTable(List<TracingSystem> systems) {
  /// Every system that is still on the air.
  public static final RecognitionTable ALL =
      new RecognitionTable(List.of(TracingSystem.GAEN, TracingSystem.ROBERT));

  public RecognitionTable {
    systems = List.copyOf(systems);
  }

  /// What an advert said; empty for adverts of no system in the table.
  public Optional<Detection> recognise(AdStructures advert) {
    for (TracingSystem system : systems) {
      Optional<byte[]> serviceData = system.serviceData(advert);
      if (serviceData.isPresent()) return Optional.of(Detection.of(system, serviceData.get()));
    }
    return Optional.empty();
  }
}
