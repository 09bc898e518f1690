/// Reads configuration, wires, starts, stops.
@NullMarked
package godwit.server;

import org.jspecify.annotations.NullMarked;
