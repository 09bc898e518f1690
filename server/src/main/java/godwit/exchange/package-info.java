/// The federation as it is now, and how its members are spoken to.
@NullMarked
package godwit.exchange;

import org.jspecify.annotations.NullMarked;
