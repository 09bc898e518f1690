/// Runs of the fuzzer over the targets that lie beside what they test.
@NullMarked
package godwit.codec.fuzz;

import org.jspecify.annotations.NullMarked;
