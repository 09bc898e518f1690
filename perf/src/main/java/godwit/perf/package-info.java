/// Reads configuration, wires, starts, stops.
@NullMarked
package godwit.perf;

import org.jspecify.annotations.NullMarked;
