/// A load of made-up gateways on a bridge of its own, and what that costs.
@NullMarked
package godwit.bridge.load;

import org.jspecify.annotations.NullMarked;
