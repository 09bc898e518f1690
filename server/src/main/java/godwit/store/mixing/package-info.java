/// Exposures that wait for those of others, and the sets that are made of them.
@NullMarked
package godwit.store.mixing;

import org.jspecify.annotations.NullMarked;
