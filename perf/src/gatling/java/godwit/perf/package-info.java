/// Scenarios of peers and phones, for assertions and reports; no peak figures.
@NullMarked
package godwit.perf;

import org.jspecify.annotations.NullMarked;
