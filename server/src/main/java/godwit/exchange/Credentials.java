package godwit.exchange;

import java.nio.file.Path;

/// The PEM files that this node shows itself with, and whom it believes.
///
/// @param trust certificates that vouch for peers
/// @param certificate this node's own chain
/// @param key of the certificate
public record Credentials(Path trust, Path certificate, Path key) {}
