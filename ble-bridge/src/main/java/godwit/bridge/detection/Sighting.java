package godwit.bridge.detection;

import java.time.Instant;

/// One advert of a tracing system, heard once. Its address is not part of it.
///
/// @param rssi dBm, or [Rssi#UNKNOWN]
public record Sighting(Instant time, int rssi, Detection detection) {}
