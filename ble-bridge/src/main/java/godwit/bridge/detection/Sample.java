package godwit.bridge.detection;

/// The median signal strength within one bin of a contact event.
///
/// @param offsetSeconds whole seconds from the event's start second to the bin's first; 0 for the
///     bin in which the event starts
/// @param rssi dBm
public record Sample(int offsetSeconds, int rssi) {}
