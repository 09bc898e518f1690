package godwit.bridge.detection;

/// One thing that one receiver says it heard.
///
/// @param millis since 1970-01-01T00:00Z
/// @param sender known only while the report is in memory
/// @param rssi dBm, or [Rssi#UNKNOWN]
public record Report(
    Receiver receiver,
    long millis,
    TimeQuality quality,
    DeviceAddress sender,
    int rssi,
    Heard heard) {}
