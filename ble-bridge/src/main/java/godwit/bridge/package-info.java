/// Reads configuration, wires, starts, stops.
@NullMarked
package godwit.bridge;

import org.jspecify.annotations.NullMarked;
