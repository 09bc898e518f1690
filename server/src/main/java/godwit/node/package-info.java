/// One node: its parts put together, started and stopped.
@NullMarked
package godwit.node;

import org.jspecify.annotations.NullMarked;
