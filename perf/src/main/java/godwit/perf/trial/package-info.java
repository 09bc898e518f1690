/// Trials: what takes minutes, or changes a node for all that comes after, with nodes of its own.
@NullMarked
package godwit.perf.trial;

import org.jspecify.annotations.NullMarked;
