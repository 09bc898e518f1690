/// One bridge, put together, started and stopped; what it says of itself.
@NullMarked
package godwit.bridge.node;

import org.jspecify.annotations.NullMarked;
