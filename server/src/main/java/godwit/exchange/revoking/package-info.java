/// Taking back: what staff revoke is revoked wherever it went, and what peers revoke is here.
@NullMarked
package godwit.exchange.revoking;

import org.jspecify.annotations.NullMarked;
