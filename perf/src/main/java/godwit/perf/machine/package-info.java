/// What Linux says of processes and of the machine.
@NullMarked
package godwit.perf.machine;

import org.jspecify.annotations.NullMarked;
