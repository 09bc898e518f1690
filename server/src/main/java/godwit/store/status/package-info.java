/// Users of centralised systems, and what counts about each of them.
@NullMarked
package godwit.store.status;

import org.jspecify.annotations.NullMarked;
