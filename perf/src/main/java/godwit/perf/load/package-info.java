/// The load: batches of the workloads, and the clients that send them.
@NullMarked
package godwit.perf.load;

import org.jspecify.annotations.NullMarked;
