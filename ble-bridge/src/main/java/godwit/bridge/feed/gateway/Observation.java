package godwit.bridge.feed.gateway;

import godwit.bridge.detection.DeviceAddress;
import godwit.bridge.detection.Heard;
import java.util.OptionalLong;

/// One thing that a gateway's message says it heard.
///
/// @param millis since 1970-01-01T00:00Z by the gateway's clock; empty where it writes none
/// @param wholeSeconds whether that clock cuts off what is less than a second
/// @param rssi dBm, or [godwit.bridge.detection.Rssi#UNKNOWN]
public record Observation(
    OptionalLong millis, boolean wholeSeconds, DeviceAddress sender, int rssi, Heard heard) {}
