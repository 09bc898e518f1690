package godwit.bridge.detection;

/// A gateway that hears adverts, and the part of the venue that it covers.
///
/// @param name as configured, or the name of a capture; never an address
/// @param area as the authority's venue names it; empty where a venue has no parts
public record Receiver(String name, String area) {}
