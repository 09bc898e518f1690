/// Where time comes from: the one place that asks the machine's clocks.
@NullMarked
package godwit.time;

import org.jspecify.annotations.NullMarked;
