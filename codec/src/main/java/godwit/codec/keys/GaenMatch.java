package godwit.codec.keys;

import java.util.Optional;

/// What a temporary exposure key says of a payload that its owner sent.
///
/// @param interval when it was sent, as [GaenInterval] counts
/// @param metadata empty if the payload came without any
public record GaenMatch(int interval, Optional<GaenMetadata> metadata) {}
