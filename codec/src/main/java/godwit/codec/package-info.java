/// What every wire format shares: the faults that bytes can have.
@NullMarked
package godwit.codec;

import org.jspecify.annotations.NullMarked;
