package godwit.bridge.feed;

import godwit.bridge.detection.DeviceAddress;
import godwit.codec.air.AdStructures;
import java.time.Instant;

/// One advert or scan response as a controller reported it, its parts joined.
///
/// @param rssi dBm, or [godwit.bridge.detection.Rssi#UNKNOWN]
/// @param scanResponse an answer to a scan request: no second sighting of its sender
/// @param cut the controller lost the end of the advert, so nothing in it can be relied on
public record AdvertisingReport(
    Instant time,
    DeviceAddress sender,
    int rssi,
    boolean scanResponse,
    boolean cut,
    AdStructures structures) {}
