/// The way from the spool to the authority: contact batches over mutual TLS.
@NullMarked
package godwit.bridge.uplink;

import org.jspecify.annotations.NullMarked;
