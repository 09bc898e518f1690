package godwit.conformance;

import godwit.codec.payload.RoutingCode;
import java.nio.file.Path;

/// The authority that tries a server out: its code, and PEM files of its identity.
///
/// @param trust certificates that vouch for the server
public record Caller(RoutingCode code, Path certificate, Path key, Path trust) {}
