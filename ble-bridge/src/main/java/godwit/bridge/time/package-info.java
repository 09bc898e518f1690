/// The clocks that are handed in: nothing else in the bridge asks the machine what time it is.
@NullMarked
package godwit.bridge.time;

import org.jspecify.annotations.NullMarked;
