/// Microbenchmarks: one piece of the codec or the intake in a loop, without a server.
@NullMarked
package godwit.perf.jmh;

import org.jspecify.annotations.NullMarked;
