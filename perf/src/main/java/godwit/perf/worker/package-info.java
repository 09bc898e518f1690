/// The processes that a benchmark starts, and how it speaks with its own.
@NullMarked
package godwit.perf.worker;

import org.jspecify.annotations.NullMarked;
