/// `godwit bench`: figures of the server beside the limits of the machine; microbenchmarks.
@NullMarked
package godwit.perf;

import org.jspecify.annotations.NullMarked;
