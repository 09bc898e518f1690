package godwit.store.held;

import java.time.Duration;

/// That this node holds contact events for which there is no case yet.
///
/// @param keys that they are sealed with
/// @param lasts for how long they are held, in whole days
public record Holding(HeldKeys keys, Duration lasts) {}
