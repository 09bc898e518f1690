/// What a pass measures of nodes that all workloads share, and the figures that come of it.
@NullMarked
package godwit.perf.step;

import org.jspecify.annotations.NullMarked;
