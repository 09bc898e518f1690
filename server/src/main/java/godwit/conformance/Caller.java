package godwit.conformance;

import godwit.codec.payload.RoutingCode;
import godwit.trust.keys.SigningKey;
import java.nio.file.Path;
import java.util.Optional;

/// The authority that tries a server out: its code, and PEM files of its identity.
///
/// @param trust certificates that vouch for the server
/// @param signing the key that it signs with, if it has one
public record Caller(
    RoutingCode code, Path certificate, Path key, Path trust, Optional<SigningKey> signing) {}
