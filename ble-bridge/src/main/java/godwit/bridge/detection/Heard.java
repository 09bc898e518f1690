package godwit.bridge.detection;

import godwit.codec.air.AdStructures;
import godwit.codec.payload.Bytes;
import java.util.UUID;

/// What a receiver says it heard of one device.
public sealed interface Heard {
  /// An advert, all its parts joined.
  record Advert(AdStructures structures) implements Heard {}

  /// An answer to a scan request: no second sighting of its sender.
  record ScanResponse() implements Heard {}

  /// An advert whose end the controller lost: nothing in it can be relied on.
  record CutAdvert() implements Heard {}

  /// What a receiver that connected has read.
  ///
  /// @param source the characteristic that was read, or its service
  record Payload(UUID source, Bytes value) implements Heard {}
}
