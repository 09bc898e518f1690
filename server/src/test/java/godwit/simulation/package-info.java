/// Three authorities and a hub in one process, on a clock that is moved by hand, with everything
/// going wrong that a seed chooses.
@NullMarked
package godwit.simulation;

import org.jspecify.annotations.NullMarked;
