/// Contact events that wait for a case, encrypted under keys that are kept elsewhere.
@NullMarked
package godwit.store.held;

import org.jspecify.annotations.NullMarked;
