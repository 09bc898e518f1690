package godwit.bridge.detection;

import java.util.List;
import java.util.Optional;

/// Which adverts are contact tracing, tried in order; the first match wins.
public record RecognitionTable(List<TracingSystem> systems) {
  /// Every system this build knows.
  public static final RecognitionTable ALL = new RecognitionTable(List.of(TracingSystem.values()));

  public RecognitionTable {
    systems = List.copyOf(systems);
  }

  /// What an advert said; empty for adverts of no system in the table.
  public Optional<Detection> recognise(AdStructures advert) {
    for (TracingSystem system : systems) {
      for (byte[] serviceData : advert.serviceData(system.service())) {
        if (system.takes(serviceData.length)) {
          return Optional.of(Detection.of(system, serviceData));
        }
      }
    }
    return Optional.empty();
  }
}
