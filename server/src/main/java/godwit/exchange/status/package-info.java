/// Reads what came for users of centralised systems, and adds it up.
@NullMarked
package godwit.exchange.status;

import org.jspecify.annotations.NullMarked;
