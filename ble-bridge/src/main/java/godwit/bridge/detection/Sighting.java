package godwit.bridge.detection;

/// One device of a tracing system, heard once and identified. Its address is not part of it.
///
/// @param millis since 1970-01-01T00:00Z
/// @param rssi dBm, or [Rssi#UNKNOWN]
public record Sighting(
    long millis, TimeQuality quality, Receiver receiver, int rssi, Detection detection) {}
