package godwit.trust.keys;

import godwit.codec.sealing.OpeningKey;
import java.time.Instant;

/// A key of this authority that others seal to.
///
/// @param notAfter until when they may; it opens for as long as it is held
public record OwnSealingKey(OpeningKey key, Instant notAfter) {}
